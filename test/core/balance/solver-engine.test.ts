import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BalancingMethod } from '../../../src-main/core/balance/method.ts';
import { parametersFor, stackParameters } from '../../../src-main/core/balance/parameters.ts';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import type { Engine, EngineKind, Program } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { fillUniform } from '../../../src-main/core/util/hash.ts';

type Tensors = Record<string, Tensor>;

const ids = ['gradvac', 'mgda', 'cagrad', 'imtl-g', 'nash-mtl', 'fairgrad', 'aligned-mtl', 'upgrad', 'dualproj'];
const replicas = 3;
const width = 11;

interface Result {
  readonly weights: readonly (readonly number[])[];
  readonly nodeCount: number;
}

/** Two steps; the gradients of replica `broken` are not numbers. */
function balanceIn(engine: Engine, method: BalancingMethod, tasks: number, broken: number | null): Result {
  const inputs = tf.tidy((): Tensors => {
    const numbers = fillUniform(new Float32Array(replicas * tasks * width), 11, tasks).map((value) => 2 * value - 1);
    if (broken !== null) numbers.fill(NaN, broken * tasks * width, (broken + 1) * tasks * width);
    const jacobian = tf.tensor3d(numbers, [replicas, tasks, width]);
    const rows = Array.from({ length: replicas }, () => parametersFor(method, {}, tasks));
    return {
      gramian: tf.matMul(jacobian, jacobian, false, true),
      seeds: tf.tensor1d([1, 2, 3], 'int32'),
      ...stackParameters(method, rows),
    };
  });
  const program: Program = {
    name: method.description.id,
    body(index, { taskWeights: _, ...state }, fed, operations) {
      const { gramian, seeds, ...parameters } = fed as Tensors;
      const ones = tf.ones([replicas, tasks]);
      const output = method.balance(
        {
          losses: ones,
          initialLosses: ones,
          active: ones,
          gramian: gramian as Tensor,
          jacobian: null,
          crossGramian: null,
          epoch: index,
          step: index,
          loop: (count, carried, body) => operations.loop(count, carried, body),
          uniform: (shape) => operations.uniform(seeds as Tensor, index, shape),
        },
        state,
        parameters,
      );
      return { ...output.state, taskWeights: output.taskWeights };
    },
  };
  const state = { ...method.createState(replicas, tasks, width), taskWeights: tf.zeros([replicas, tasks]) };
  const executable = engine.compile(program, state, inputs);
  const result = executable.run(state, inputs, 0, 2);
  const weights = (result['taskWeights'] as Tensor).arraySync() as number[][];
  for (const tensor of new Set([...Object.values(result), ...Object.values(state), ...Object.values(inputs)])) {
    tensor.dispose();
  }
  executable.dispose();
  return { weights, nodeCount: executable.nodeCount };
}

let reference: ReadonlyMap<string, Result>;
beforeAll(async () => {
  const { engine } = await openEngine('eager');
  const entries = [2, 8].flatMap((tasks) =>
    ids.map((id) => [`${id} ${tasks}`, balanceIn(engine, findMethod(id), tasks, null)] as const),
  );
  reference = new Map(entries);
  engine.dispose();
});

describe.each<EngineKind>(['direct', 'xla', 'graph', 'wasm'])('in the engine %s', (kind) => {
  let engine: Engine;
  beforeAll(async () => {
    ({ engine } = await openEngine(kind));
  });
  afterAll(() => {
    engine.dispose();
  });

  const cases = [2, 8].flatMap((tasks) => ids.map((id) => [id, tasks] as const));
  it.each(cases)('%s of %i tasks gives the weights it gives op by op', (id, tasks) => {
    const { weights, nodeCount } = balanceIn(engine, findMethod(id), tasks, null);
    const expected = (reference.get(`${id} ${tasks}`) as Result).weights;
    weights.flat().forEach((value, at) => {
      expect(Math.abs(value - (expected.flat()[at] as number))).toBeLessThanOrEqual(
        1e-3 * Math.max(1, Math.abs(value)),
      );
    });
    // solvers are loops: their length does not show
    expect(nodeCount).toBeLessThan(300);
  });

  it.each(ids)('%s keeps the bits of the other replicas where one is not a number', (id) => {
    const whole = balanceIn(engine, findMethod(id), 4, null).weights;
    const broken = balanceIn(engine, findMethod(id), 4, 1).weights;
    expect(broken[0]).toEqual(whole[0]);
    expect(broken[2]).toEqual(whole[2]);
  });
});
