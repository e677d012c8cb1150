import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../src-main/contract/study.ts';
import type { BalancingMethod } from '../../../src-main/core/balance/method.ts';
import { balanceJacobian } from '../../../src-main/core/balance/from-jacobian.ts';
import { balancingMethods, findMethod } from '../../../src-main/core/balance/registry.ts';
import { arrange, stages, stagesOf } from '../../../src-main/core/balance/stage/registry.ts';
import {
  assertBatchEqualsSingle,
  assertFinite,
  assertInactiveLeftOut,
  assertPermutationInvariant,
  balanceOne,
  goldenJacobian,
  jacobians,
  type Matrix,
  type Outcome,
  type Trial,
} from '../../helper/property.ts';
import { refusal } from '../../helper/refusal.ts';

function expectClose(actual: readonly number[] | undefined, expected: readonly number[], digits = 4): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual?.[at]).toBeCloseTo(value, digits));
}

/** A method inside stages whose numbers are its defaults, so that the shared properties run over it like over any method. */
function staged(id: string, given: Parameters): BalancingMethod {
  const method = findMethod(id);
  const { choice, parameters } = stagesOf(method, given);
  const arranged = arrange(method, choice);
  const described = arranged.description.parameters.map((parameter) => ({
    ...parameter,
    default: parameters[parameter.name] ?? parameter.default,
  }));
  return { ...arranged, description: { ...arranged.description, parameters: described } };
}

function run(id: string, given: Parameters, trial: Trial = {}, matrix: Matrix = goldenJacobian): Outcome {
  return balanceOne(staged(id, given), matrix, trial);
}

function length(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

describe('the loss transform', () => {
  it('multiplies weights by the slope of the logarithm, so that equal weights become the inverse losses', () => {
    expectClose(run('equal', { 'stage.loss': 1 }, { losses: [4, 0.5] }).weights, [0.25, 2], 5);
  });

  it('divides by the first epoch, for methods that read losses too', () => {
    const trial = { losses: [4, 0.5], initialLosses: [8, 2] };
    expectClose(run('equal', { 'stage.loss': 2 }, trial).weights, [1 / 8, 1 / 2], 5);
    // si sees the ratios 1/2 and 1/4 and gives 2 and 4, times 1/8 and 1/2
    expectClose(run('si', { 'stage.loss': 2 }, trial).weights, [1 / 4, 2], 5);
  });

  it('divides by what the twins reached, for methods on losses and on gradients', () => {
    const trial = { losses: [4, 0.5], initialLosses: [8, 2], twinLosses: [2, 0.125] };
    expectClose(run('equal', { 'stage.loss': 3 }, trial).weights, [1 / 2, 8], 5);
    // si sees 2 and 4 and gives 1/2 and 1/4, times 1/2 and 8
    expectClose(run('si', { 'stage.loss': 3 }, trial).weights, [1 / 4, 2], 5);
    const scaled = goldenJacobian.map((row, task) => row.map((value) => value * ([1 / 2, 8][task] as number)));
    const expected = balanceOne(findMethod('pcgrad'), scaled).direction;
    expectClose(run('pcgrad', { 'stage.loss': 3 }, trial).direction, expected, 4);
  });

  it('keeps a twin that reached nothing from dividing by nothing', () => {
    const { weights } = run('equal', { 'stage.loss': 3 }, { losses: [1, 1], twinLosses: [0, 1] });
    expect(weights[0]).toBeCloseTo(1e8, -2);
    expect(weights[1]).toBe(1);
  });

  it('has a program of its own where it reads twins, and refuses what has none', () => {
    expect(stagesOf(findMethod('mgda'), { 'stage.loss': 1 }).choice).toEqual({ loss: 1 });
    expect(stagesOf(findMethod('mgda'), { 'stage.loss': 2 }).choice).toEqual({ loss: 1 });
    expect(stagesOf(findMethod('mgda'), { 'stage.loss': 3 }).choice).toEqual({ loss: 3 });
    const options = { parameters: { 'stage.loss': 3 } };
    expect(refusal(() => balanceJacobian('mgda', goldenJacobian, options))).toMatchObject({
      code: 'wrong-use',
      message: expect.stringContaining('single-task twins') as string,
    });
    const jacobian = goldenJacobian.map((row) => [...row]);
    const { scaledWeights } = balanceJacobian('equal', { jacobian, losses: [1, 1], twinLosses: [2, 0.5] }, options);
    expectClose(scaledWeights ?? [], [0.5, 2], 5);
  });

  it('scales the rows that a method on gradients sees', () => {
    const inverse = [1 / 4, 2];
    const scaled = goldenJacobian.map((row, task) => row.map((value) => value * (inverse[task] as number)));
    const expected = balanceOne(findMethod('pcgrad'), scaled).direction;
    expectClose(run('pcgrad', { 'stage.loss': 1 }, { losses: [4, 0.5] }).direction, expected, 4);
  });
});

describe('gradients of one length', () => {
  it('gives the golden unit-norm weights, scaled to the number of tasks', () => {
    const { weights, direction } = run('equal', { 'stage.norm': 1 });
    const scale = 2 / (0.2357 + 0.1622);
    expectClose(weights, [0.2357 * scale, 0.1622 * scale], 3);
    expectClose(
      direction,
      [0.0305, 0.3979, 0.3979].map((value) => value * scale),
      3,
    );
  });

  it('makes a method blind to the lengths of gradients', () => {
    const far = goldenJacobian.map((row, task) => row.map((value) => value * (task === 0 ? 100 : 1)));
    const unit = (vector: readonly number[]): number[] => vector.map((value) => value / length(vector));
    for (const id of ['pcgrad', 'mgda', 'upgrad', 'trimmed-mean']) {
      const plain = run(id, { 'stage.norm': 1 }).direction;
      expectClose(unit(run(id, { 'stage.norm': 1 }, {}, far).direction), unit(plain), 3);
    }
  });

  it('leaves a task without a gradient as it is', () => {
    expectClose(run('equal', { 'stage.norm': 1 }, {}, jacobians['zero row']).weights.slice(1, 2), [1], 6);
  });
});

describe('the average of gradients', () => {
  it('keeps steady gradients and their direction', () => {
    const { direction } = run('pcgrad', { 'stage.average': 0.9 }, { steps: 5 });
    expectClose(direction, balanceOne(findMethod('pcgrad'), goldenJacobian).direction, 4);
    const state = run('pcgrad', { 'stage.average': 0.9 }, { steps: 5 }).state;
    expectClose(state['stage.average.tracked'], goldenJacobian.flat(), 5);
  });
});

describe('the average of weights', () => {
  it('follows the weights of the method from the first ones on', () => {
    const method = findMethod('uncertainty');
    const trial = { losses: [100, 0.01] };
    const plain = [1, 2, 3].map((steps) => balanceOne(method, goldenJacobian, { ...trial, steps }).weights);
    const [one, two, three] = plain as [number[], number[], number[]];
    const expected = one.map((first, task) => {
      const second = 0.5 * first + 0.5 * (two[task] as number);
      return 0.5 * second + 0.5 * (three[task] as number);
    });
    expectClose(run('uncertainty', { 'stage.weights': 0.5 }, { ...trial, steps: 3 }).weights, expected, 6);
  });
});

describe('the length of the step', () => {
  it.each(['mgda', 'pcgrad', 'cagrad', 'nash-mtl', 'graddrop', 'trimmed-mean', 'uncertainty'])(
    '%s gets that of the summed gradients, and its own direction',
    (id) => {
      const matrix = jacobians['three random'] as Matrix;
      const total = length((matrix[0] ?? []).map((_, at) => matrix.reduce((sum, row) => sum + (row[at] as number), 0)));
      const own = balanceOne(findMethod(id), matrix).direction;
      const { direction } = run(id, { 'stage.length': 1 }, {}, matrix);
      expect(length(direction)).toBeCloseTo(total, 4);
      expectClose(
        direction,
        own.map((value) => (value * total) / length(own)),
        3,
      );
    },
  );

  it('leaves equal weights as they are, and cancelling gradients at rest', () => {
    expectClose(run('equal', { 'stage.length': 1 }).weights, [1, 1], 5);
    expectClose(run('equal', { 'stage.length': 1 }, {}, jacobians['opposing']).direction, [0, 0, 0], 5);
  });
});

describe('the clip', () => {
  it('shortens what is too long and leaves the rest', () => {
    expect(length(run('equal', { 'stage.clip': 1 }).direction)).toBeCloseTo(1, 5);
    expect(length(run('graddrop', { 'stage.clip': 1 }).direction)).toBeCloseTo(1, 5);
    expectClose(run('equal', { 'stage.clip': 4 }).direction, [2, 2, 2], 5);
  });

  it('comes after the length, so that the limit holds', () => {
    expect(length(run('mgda', { 'stage.clip': 1, 'stage.length': 1 }).direction)).toBeCloseTo(1, 4);
  });
});

describe('what cannot go together is refused with its reason', () => {
  it.each([
    ['the logarithm with a method that reads losses', 'uncertainty', { 'stage.loss': 1 }, /positive/],
    ['gradients of one length with GradNorm', 'gradnorm', { 'stage.norm': 1 }, /last shared layer/],
    ['an average where the method has its own', 'moco', { 'stage.average': 0.9 }, /averages/],
    ['an average of weights that do not exist', 'graddrop', { 'stage.weights': 0.9 }, /coordinate/],
    ['weighted heads without weights', 'trimmed-mean', { 'stage.heads': 2 }, /coordinate/],
    ['the representation for losses', 'equal', { 'stage.gradients': 1 }, /task gradients/],
    ['the representation for what is remembered', 'db-mtl', { 'stage.gradients': 1 }, /earlier batches/],
    ['the representation for halves', 'sdmgrad', { 'stage.gradients': 1 }, /rows in common/],
    ['an average on the representation', 'mgda', { 'stage.gradients': 1, 'stage.average': 0.5 }, /earlier batches/],
    ['an unknown stage', 'mgda', { 'stage.colour': 1 }, /stage.*colour|colour/],
    ['a choice that does not exist', 'mgda', { 'stage.loss': 7 }, /0 \(raw\)/],
    ['a share of one', 'mgda', { 'stage.weights': 1 }, /0\.999/],
    ['several numbers', 'mgda', { 'stage.clip': [1, 2] }, /one number/],
  ])('%s', (_, id, given: Parameters, message) => {
    const error = refusal(() => stagesOf(findMethod(id), given));
    expect(error.code).toBe('bad-option');
    expect(error.message).toMatch(message);
  });
});

describe('stages of an arm', () => {
  it('are none by default, and none where all are off', () => {
    const method = findMethod('mgda');
    const off = Object.fromEntries(
      stages.map(({ description }) => [`stage.${description.id}`, description.parameter.default]),
    );
    for (const given of [{}, off as Parameters]) {
      expect(stagesOf(method, given)).toEqual({ choice: {}, parameters: {} });
    }
    expect(arrange(method, {})).toBe(method);
  });

  it('make one program whatever their numbers, but for those that decide it', () => {
    const choice = (given: Parameters): unknown => stagesOf(findMethod('mgda'), given).choice;
    expect(choice({ 'stage.clip': 1 })).toEqual(choice({ 'stage.clip': 7 }));
    expect(choice({ 'stage.heads': 1 })).not.toEqual(choice({ 'stage.heads': 2 }));
  });
});

const all: Parameters = { 'stage.loss': 2, 'stage.norm': 1, 'stage.weights': 0.5, 'stage.length': 1, 'stage.clip': 3 };
const coordinate: Parameters = { 'stage.loss': 2, 'stage.norm': 1, 'stage.average': 0.5, 'stage.length': 1 };
const random = ['rlw', 'pcgrad', 'gradvac', 'graddrop'];
/** One method of each kind, and what solves by steps left to the properties of the methods themselves. */
const kinds = ['equal', 'dwa', 'famo', 'excess-mtl', 'pcgrad', 'imtl-g', 'moco', 'graddrop', 'trimmed-mean', 'krum'];
const cases = balancingMethods.flatMap((method): [string, BalancingMethod][] => {
  const { id } = method.description;
  if (!kinds.includes(id)) return [];
  return [all, coordinate].flatMap((given): [string, BalancingMethod][] => {
    try {
      return [[`${id} ${Object.keys(given).join(' ')}`, staged(id, given)]];
    } catch {
      return [];
    }
  });
});

describe.each(cases)('%s', (_, method) => {
  it('is finite, left out where inactive, the same alone and together', () => {
    assertFinite(method);
    assertInactiveLeftOut(method);
    assertBatchEqualsSingle(method);
  });

  it('treats tasks alike', () => {
    if (random.includes(method.description.id)) return;
    assertPermutationInvariant(method, [goldenJacobian, jacobians['three random'] as Matrix], 2e-3);
  });
});
