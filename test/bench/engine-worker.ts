import * as tf from '@tensorflow/tfjs-core';
import { createInterface } from 'node:readline';
import { openEngine } from '../../src-main/core/engine/open-engine.ts';
import { createBenchTraining, standardNetwork, type BenchNetwork } from './engine-training.ts';

/**
 * Trains `replicas` of a network on an engine for the milliseconds given by each line, and answers with the steps it made in
 * a second. Arguments: replicas, engine (default xla), network as JSON (default the standard one).
 */
const [replicaCount, kind = 'xla', network] = process.argv.slice(2);
const replicas = Number(replicaCount);
const { engine } = await openEngine(kind as 'xla' | 'graph');
const described = network === undefined ? standardNetwork : (JSON.parse(network) as BenchNetwork);
const { program, state, inputs, plannedSteps } = createBenchTraining(replicas, described);
const executable = engine.compile(program, state, inputs);
const stepsPerCall = Math.max(4, Math.floor(plannedSteps / replicas));

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < Number(line)) {
    tf.dispose(executable.run(state, inputs, 0, stepsPerCall));
    steps += stepsPerCall;
  }
  process.stdout.write(`${(steps * 1000) / (performance.now() - start)}\n`);
}
