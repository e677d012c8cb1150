import * as tf from '@tensorflow/tfjs-core';
import { createInterface } from 'node:readline';
import { openEngine } from '../../src-main/core/engine/open-engine.ts';
import {
  createBenchTraining,
  dealBenchReplicas,
  standardNetwork,
  type BenchNetwork,
  type BenchTraining,
} from './engine-training.ts';

/**
 * Trains `replicas` of a network on an engine for the milliseconds given by each line, and answers with the steps it made in
 * a second. Arguments: replicas, engine (default direct), network as JSON (default the standard one), threads (default 1).
 */
const [replicaCount, kind = 'direct', network, threads = '1'] = process.argv.slice(2);
const replicas = Number(replicaCount);
const { engine } = await openEngine(kind as 'direct' | 'xla' | 'graph');
const described = network === undefined ? standardNetwork : (JSON.parse(network) as BenchNetwork);
const { programs, each } = dealBenchReplicas(replicas, engine.kind);
const trainings = Array.from({ length: programs }, () => createBenchTraining(each, described));
const [{ program, state, inputs, plannedSteps }] = trainings as [BenchTraining, ...BenchTraining[]];
const executable = engine.compile(program, state, inputs);
const stepsPerCall = Math.max(4, Math.floor(plannedSteps / each));

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < Number(line)) {
    for (const training of trainings) {
      tf.dispose(executable.run(training.state, training.inputs, 0, stepsPerCall, { threads: Number(threads) }));
    }
    steps += stepsPerCall;
  }
  process.stdout.write(`${(steps * 1000) / (performance.now() - start)}\n`);
}
