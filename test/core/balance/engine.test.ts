import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Parameters } from '../../../src-main/contract/study.ts';
import type { BalancingMethod } from '../../../src-main/core/balance/method.ts';
import { parametersFor, stackParameters } from '../../../src-main/core/balance/parameters.ts';
import { balancingMethods } from '../../../src-main/core/balance/registry.ts';
import type { Engine, Program, TensorMap } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import type { Loss } from '../../../src-main/core/loss/loss.ts';
import { losses } from '../../../src-main/core/loss/registry.ts';
import { fillUniform } from '../../../src-main/core/util/hash.ts';

type Numbers = Readonly<Record<string, readonly number[]>>;
type Tensors = Record<string, Tensor>;

const replicas = 3;
const tasks = 4;
const steps = 3;

/** Numbers in [-1, 1). */
function noise(size: number, counter: number): Float32Array {
  return fillUniform(new Float32Array(size), 7, counter).map((value) => 2 * value - 1);
}

function run(engine: Engine, program: Program, state: TensorMap, inputs: TensorMap): Numbers {
  const executable = engine.compile(program, state, inputs);
  const result = executable.run(state, inputs, 0, steps);
  const numbers = Object.fromEntries(
    Object.entries(result).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]),
  );
  for (const tensor of new Set([...Object.values(result), ...Object.values(state), ...Object.values(inputs)])) {
    tensor.dispose();
  }
  executable.dispose();
  return numbers;
}

/** Of methods whose solver takes steps: rounding sends each engine along another path to the same accuracy. */
const iterated: Readonly<Record<string, number>> = {
  cagrad: 1e-3,
  mgda: 1e-4,
  sdmgrad: 1e-3,
  upgrad: 1e-4,
  dualproj: 1e-4,
};

/** So that every phase is met in the epochs of the test. */
const settings: Readonly<Record<string, Parameters>> = { 'excess-mtl': { warmUp: 4 } };

/** Epochs 3, 4 and 5, one step each: the last three phases of every method; one task is inactive in one replica. */
function runMethod(engine: Engine, method: BalancingMethod): Numbers {
  const inputs = tf.tidy((): Tensors => {
    const jacobian = tf.tensor3d(noise(replicas * tasks * 6, 1), [replicas, tasks, 6]);
    const rows = Array.from({ length: replicas }, () =>
      parametersFor(method, settings[method.description.id] ?? {}, tasks),
    );
    return {
      losses: tf.tensor2d(
        noise(replicas * tasks, 2).map((value) => 1.1 + value),
        [replicas, tasks],
      ),
      initialLosses: tf.ones([replicas, tasks]),
      active: tf.tensor2d([1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1], [replicas, tasks]),
      jacobian,
      gramian: tf.matMul(jacobian, jacobian, false, true),
      seeds: tf.tensor1d([1, 2, 3], 'int32'),
      ...stackParameters(method, rows),
    };
  });
  const program: Program = {
    name: method.description.id,
    body(index, { taskWeights: _, direction: before, ...state }, fed, operations) {
      const { losses: taskLosses, initialLosses, active, jacobian, gramian, seeds, ...parameters } = fed as Tensors;
      const output = method.balance(
        {
          losses: taskLosses as Tensor,
          initialLosses: initialLosses as Tensor,
          active: active as Tensor,
          gramian: method.gramian === 'none' ? null : (gramian as Tensor),
          jacobian: method.jacobian === true ? (jacobian as Tensor) : null,
          crossGramian: method.halves === true ? (gramian as Tensor) : null,
          epoch: tf.add(index, tf.scalar(3, 'int32')),
          step: index,
          loop: (count, carried, body) => operations.loop(count, carried, body),
          uniform: (shape) => operations.uniform(seeds as Tensor, index, shape),
        },
        state,
        parameters,
      );
      const seen = { before: taskLosses as Tensor, after: tf.square(taskLosses as Tensor), active: active as Tensor };
      const next = method.afterStep?.(seen, output.state, parameters) ?? output.state;
      return { ...next, taskWeights: output.taskWeights, direction: output.direction ?? tf.add(before as Tensor, 0) };
    },
  };
  const state = {
    ...method.createState(replicas, tasks, 6),
    taskWeights: tf.zeros([replicas, tasks]),
    direction: tf.ones([replicas, 6]),
  };
  return run(engine, program, state, inputs);
}

/** Three steps of gradient descent on the outputs of a head. */
function runLoss(engine: Engine, loss: Loss): Numbers {
  const rows = 7;
  const type = loss.description.taskTypes[0];
  const width = type === 'multiclass' ? 5 : 1;
  const target =
    type === 'regression'
      ? noise(replicas * rows, 5)
      : new Float32Array(replicas * rows).map((_, row) => row % (type === 'binary' ? 2 : width));
  const program: Program = {
    name: loss.description.id,
    body(_, state, inputs) {
      const descend = tf.grad((outputs: Tensor) => tf.sum(loss.perExample(outputs, inputs['target'] as Tensor)));
      const outputs = state['outputs'] as Tensor;
      return {
        outputs: tf.sub(outputs, tf.mul(descend(outputs), 0.1)),
        losses: loss.perExample(outputs, inputs['target'] as Tensor),
      };
    },
  };
  const state = {
    outputs: tf.tensor3d(
      noise(replicas * rows * width, 4).map((value) => 3 * value),
      [replicas, rows, width],
    ),
    losses: tf.zeros([replicas, rows]),
  };
  return run(engine, program, state, { target: tf.tensor2d(target, [replicas, rows]) });
}

const cases: readonly (readonly [string, (engine: Engine) => Numbers])[] = [
  ...balancingMethods.map((method) => [method.description.id, (engine: Engine) => runMethod(engine, method)] as const),
  ...losses.map((loss) => [loss.description.id, (engine: Engine) => runLoss(engine, loss)] as const),
];

let reference: ReadonlyMap<string, Numbers>;
beforeAll(async () => {
  const { engine } = await openEngine('eager');
  reference = new Map(cases.map(([name, runOn]) => [name, runOn(engine)]));
  engine.dispose();
});

describe.each(['xla', 'direct', 'graph', 'wasm'] as const)('in the engine %s', (kind) => {
  let engine: Engine;
  beforeAll(async () => {
    ({ engine } = await openEngine(kind));
  });
  afterAll(() => {
    engine.dispose();
  });

  it.each(cases)('%s gives the numbers it gives op by op', (name, runOn) => {
    const results = runOn(engine);
    for (const [variable, values] of Object.entries(reference.get(name) as Numbers)) {
      expect(
        values.some((value) => value !== 0),
        variable,
      ).toBe(true);
      const actual = results[variable] ?? [];
      values.forEach((value, at) => {
        expect(Math.abs((actual[at] ?? NaN) - value), variable).toBeLessThanOrEqual(
          (iterated[name] ?? 1e-5) * Math.max(1, Math.abs(value)),
        );
      });
    }
  });
});
