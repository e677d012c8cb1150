import * as tf from '@tensorflow/tfjs-core';
import { compileBest } from '../../../src-main/core/engine/compile-best.ts';
import type { Program } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';

/** Compiles one program, runs seven steps of it and prints which engine ran it and what came out. */
const { engine } = await openEngine('xla');
const program: Program = {
  name: 'kept',
  body: (_index, { x }, { w }) => ({ x: tf.tanh(tf.matMul(x as tf.Tensor, w as tf.Tensor)) }),
};
const state = { x: tf.fill([4, 3, 3], 0.3) };
const inputs = { w: tf.fill([4, 3, 3], 0.7) };
const { executable } = compileBest(engine, program, state, inputs);
const result = executable.run(state, inputs, 0, 7);
process.stdout.write(JSON.stringify({ kind: executable.kind, values: Array.from(result['x']?.dataSync() ?? []) }));
