import * as tf from '@tensorflow/tfjs-core';
import { createInterface } from 'node:readline';
import { openEngine } from '../../src-main/core/engine/open-engine.ts';
import { createBenchTraining, plannedSteps } from './engine-training.ts';

/** Trains `replicas` for the milliseconds given by each line, and answers with the steps it made in a second. */
const replicas = Number(process.argv[2]);
const { engine } = await openEngine('xla');
const { program, state, inputs } = createBenchTraining(replicas);
const executable = engine.compile(program, state, inputs);
const stepsPerCall = Math.max(8, Math.floor(plannedSteps / replicas));

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
