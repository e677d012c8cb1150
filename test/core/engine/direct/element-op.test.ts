import { describe, expect, it } from 'vitest';
import { uniformAt } from '../../../../src-main/core/util/hash.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { elementOps, type ElementOp } from '../../../../src-main/core/engine/direct/element-op.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import { lastPlaces, smallestNormal } from './float-distance.ts';
import { runPlan } from './run-plan.ts';

const { float32, int32, bool } = typeCode;

/** A float op: what it is in double precision, and how far its result may be from that in units of the last place. */
interface FloatOp {
  readonly exact: (...values: readonly number[]) => number;
  readonly places: number;
  readonly operands?: 1 | 2;
  /** Smaller results may be zero. */
  readonly flushes?: number;
}

/** Rounded once. */
const once = 0.5;
const decays = 2 * smallestNormal;

const floatOps: Partial<Record<ElementOp, FloatOp>> = {
  add: { exact: (a, b) => a + b, places: once, operands: 2 },
  subtract: { exact: (a, b) => a - b, places: once, operands: 2 },
  multiply: { exact: (a, b) => a * b, places: once, operands: 2 },
  divide: { exact: (a, b) => a / b, places: 0.6, operands: 2 },
  maximum: { exact: (a, b) => Math.max(a, b), places: 0, operands: 2 },
  minimum: { exact: (a, b) => Math.min(a, b), places: 0, operands: 2 },
  squaredDifference: { exact: (a, b) => Math.fround(a - b) ** 2, places: once, operands: 2 },
  power: { exact: (a, b) => powerOf(a, b), places: 0.6, operands: 2 },
  reluGradient: { exact: (gradient, x) => (x > 0 ? gradient : 0), places: 0, operands: 2 },
  eluGradient: {
    exact: (gradient, y) => (y < 0 ? gradient * Math.fround(y + 1) : gradient),
    places: 1,
    operands: 2,
  },
  negate: { exact: (x) => -x, places: 0 },
  square: { exact: (x) => x * x, places: once },
  squareRoot: { exact: (x) => Math.sqrt(x), places: 0.6 },
  inverseSquareRoot: { exact: (x) => 1 / Math.sqrt(x), places: 1.5 },
  reciprocal: { exact: (x) => 1 / x, places: 0.6 },
  exponential: { exact: (x) => Math.exp(x), places: 1.5 },
  exponentialMinusOne: { exact: (x) => Math.expm1(x), places: 2 },
  logarithm: { exact: (x) => Math.log(x), places: 1.5 },
  logarithmOfOnePlus: { exact: (x) => Math.log1p(x), places: 2 },
  absolute: { exact: (x) => Math.abs(x), places: 0 },
  sign: { exact: (x) => Math.sign(x), places: 0 },
  floor: { exact: (x) => Math.floor(x), places: 0 },
  ceil: { exact: (x) => Math.ceil(x), places: 0 },
  round: { exact: (x) => roundToEven(x), places: 0 },
  sine: { exact: (x) => Math.sin(x), places: 2 },
  cosine: { exact: (x) => Math.cos(x), places: 2 },
  tanh: { exact: (x) => Math.tanh(x), places: 2 },
  sigmoid: { exact: (x) => 1 / (1 + Math.exp(-x)), places: 2.5, flushes: decays },
  softplus: { exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), places: 2.5, flushes: decays },
  relu: { exact: (x) => (x <= 0 ? 0 : x), places: 0 },
  elu: { exact: (x) => (x < 0 ? Math.expm1(x) : x), places: 2 },
};

/** As C has it: 1 to any power is 1, also to one that is not a number, and -1 to an infinite one. */
function powerOf(base: number, exponent: number): number {
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;
}

/** Of two neighbours as near, the even one; the sign stays, also that of zero. */
function roundToEven(x: number): number {
  const size = Math.abs(x);
  const low = Math.floor(size);
  const up = size - low > 0.5 || (size - low === 0.5 && low % 2 === 1);
  const rounded = Number.isFinite(x) ? low + Number(up) : size;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

/** To which op leads a comparison, or what else gives 0 and 1. */
const questions: Partial<Record<ElementOp, (...values: readonly number[]) => boolean>> = {
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  isNotNumber: (x) => Number.isNaN(x),
  isFinite: (x) => Number.isFinite(x),
  floatToBool: (x) => x !== 0,
};

function clampShift(distance: number): number {
  return Math.min(31, Math.max(0, distance));
}

const integerOps: Partial<Record<ElementOp, (...values: readonly number[]) => number>> = {
  addInteger: (a, b) => (a + b) | 0,
  subtractInteger: (a, b) => (a - b) | 0,
  multiplyInteger: (a, b) => Math.imul(a, b),
  maximumInteger: (a, b) => Math.max(a, b),
  minimumInteger: (a, b) => Math.min(a, b),
  negateInteger: (x) => -x | 0,
  absoluteInteger: (x) => Math.abs(x) | 0,
  bitwiseAnd: (a, b) => a & b,
  bitwiseOr: (a, b) => a | b,
  bitwiseXor: (a, b) => a ^ b,
  shiftLeft: (a, b) => a << clampShift(b),
  shiftRight: (a, b) => a >> clampShift(b),
  greaterInteger: (a, b) => Number(a > b),
  greaterEqualInteger: (a, b) => Number(a >= b),
  lessInteger: (a, b) => Number(a < b),
  lessEqualInteger: (a, b) => Number(a <= b),
  equalInteger: (a, b) => Number(a === b),
  notEqualInteger: (a, b) => Number(a !== b),
  integerToBool: (x) => Number(x !== 0),
};

const special = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, Infinity, -Infinity, NaN, smallestNormal, -smallestNormal],
  ...[3.4028234663852886e38, -3.4028234663852886e38, 2 ** 24, 2 ** 24 + 2, -(2 ** 31), 8388609, 8388607.5, -8388607.5],
  ...[88.72, 88.73, -87.33, -87.34, -104, 1e-10, -1e-10, 16, -17, 9.1, -9.1, 0.625, 1e9, Math.PI, -Math.PI / 2],
].map(Math.fround);

/** Over all exponents, and more of those that occur. */
const ordinary = Array.from({ length: 30_000 }, (_, index): number => {
  const [one, other] = [uniformAt(1, 0, index), uniformAt(2, 0, index) * 2 - 1];
  const scales = [other * 2 ** Math.floor((one * 2 - 1) * 126), other, other * 10, other * 90];
  const value = Math.fround(scales[index % 4] as number);
  return Math.abs(value) < smallestNormal ? index : value;
});

const firsts = Float32Array.from([...special.flatMap((value) => special.map(() => value)), ...ordinary]);
const seconds = Float32Array.from([...special.flatMap(() => special), ...ordinary.toReversed()]);
const wholes = [0, 1, -1, 2, 3, 31, 32, -32, 40, 65535, -65536, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, 0x5bd1e995];
const firstWholes = Int32Array.from(wholes.flatMap((value) => wholes.map(() => value)));
const secondWholes = Int32Array.from(wholes.flatMap(() => wholes));

/** One op on operands of one length. */
function run(op: ElementOp, type: number, operands: readonly FedArray[], operandType = type): FedArray {
  const builder = new PlanBuilder();
  const shape = [operands[0]?.length ?? 0];
  const fed = operands.map((operand) => builder.feed(shape, operand instanceof Float32Array ? float32 : operandType));
  return runPlan(builder, [builder.element(op, fed, shape, type)], operands)[0] as FedArray;
}

it('has an expectation for every op', () => {
  const others = ['logicalAnd', 'logicalOr', 'logicalNot', 'select', 'integerToFloat', 'floatToInteger'];
  const expected = [floatOps, questions, integerOps].flatMap((ops) => Object.keys(ops));
  expect([...expected, ...others].sort()).toEqual([...elementOps].sort());
});

describe('on floats', () => {
  it.each(Object.entries(floatOps))(
    '%s is right to the last places',
    (op, { exact, places, operands = 1, flushes = 0 }) => {
      const given = operands === 1 ? [firsts] : [firsts, seconds];
      const found = run(op as ElementOp, float32, given);
      const wrong: string[] = [];
      found.forEach((value, at) => {
        const values = given.map((operand) => operand[at] as number);
        const wanted = exact(...values);
        const isFlushed = value === 0 && Math.abs(wanted) < flushes;
        if (!isFlushed && !(lastPlaces(value, wanted) <= places))
          wrong.push(`${values.join(', ')}: ${value}, not ${wanted}`);
      });
      expect(wrong.slice(0, 10)).toEqual([]);
    },
  );

  it.each(['add', 'subtract', 'multiply', 'negate', 'floor', 'ceil', 'round', 'sign', 'tanh', 'sine'] as const)(
    '%s keeps the sign of zero',
    (op) => {
      const { exact, operands = 1 } = floatOps[op] as FloatOp;
      const zeros = Float32Array.of(0, -0, 0, -0, 1, -1, 1, -1);
      const others = Float32Array.of(0, 0, -0, -0, 0, 0, -0, -0);
      const given = operands === 1 ? [zeros] : [zeros, others];
      const wanted = Array.from(zeros, (value, at) => Math.fround(exact(value, others[at] as number)));
      const isZero = wanted.map((value) => value === 0);
      const found = [...run(op, float32, given)];
      expect(found.filter((_, at) => isZero[at])).toEqual(wanted.filter((_, at) => isZero[at]));
    },
  );

  it.each(Object.entries(questions))('%s gives 0 or 1', (op, ask) => {
    const found = run(op as ElementOp, bool, ask.length === 2 ? [firsts, seconds] : [firsts]);
    const wanted = Array.from(firsts, (value, at) => Number(ask(value, seconds[at] as number)));
    expect([...found]).toEqual(wanted);
  });

  it('takes what is denormal for zero or for what it is', () => {
    const tiny = Float32Array.of(2 ** -149, -(2 ** -140), 2 ** -127);
    for (const op of ['negate', 'absolute', 'relu', 'tanh', 'square', 'floor'] as const) {
      const { exact } = floatOps[op] as FloatOp;
      run(op, float32, [tiny]).forEach((value, at) => {
        expect([exact(tiny[at] as number), 0, -0]).toContain(value);
      });
    }
  });
});

describe('on integers and bools', () => {
  it.each(Object.entries(integerOps))('%s wraps as int32 does', (op, exact) => {
    const found = run(op as ElementOp, int32, exact.length === 2 ? [firstWholes, secondWholes] : [firstWholes]);
    expect([...found]).toEqual(Array.from(firstWholes, (value, at) => exact(value, secondWholes[at] as number)));
  });

  it('logical ops know only 0 and 1', () => {
    const [a, b] = [Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 1, 0, 1)];
    expect([...run('logicalAnd', bool, [a, b])]).toEqual([0, 0, 0, 1]);
    expect([...run('logicalOr', bool, [a, b])]).toEqual([0, 1, 1, 1]);
    expect([...run('logicalNot', bool, [b])]).toEqual([1, 0, 1, 0]);
  });

  it('casts to floats by rounding, and back towards zero', () => {
    const integers = Int32Array.from([...wholes, 16777217, -16777219]);
    expect([...run('integerToFloat', float32, [integers], int32)]).toEqual(Array.from(integers, Math.fround));
    const floats = Float32Array.of(0.9, -0.9, 1.5, -2.5, 16777216, -(2 ** 31), 2147483520);
    expect([...run('floatToInteger', int32, [floats])]).toEqual([0, 0, 1, -2, 16777216, -(2 ** 31), 2147483520]);
  });

  it('selects bits of either type', () => {
    const condition = Int32Array.from(firsts, (_, at) => at % 2);
    const found = run('select', float32, [condition, firsts, seconds], bool);
    expect([...found]).toEqual(Array.from(firsts, (value, at) => (at % 2 === 1 ? value : (seconds[at] as number))));
  });
});

it('gives every op the same bits at any length and beginning', () => {
  for (const op of elementOps) {
    const isInteger = op in integerOps || op.startsWith('logical') || op.startsWith('integer');
    const given = (isInteger ? [firstWholes, secondWholes] : [firsts, seconds]).map((values) => values.slice(3, 53));
    const count = op === 'select' ? 3 : (floatOps[op]?.operands ?? (questions[op] ?? integerOps[op])?.length ?? 2);
    const inputs = op === 'select' ? [Int32Array.from(given[0] ?? [], (_, at) => at % 3), ...given] : given;
    const operands = inputs.slice(0, op === 'logicalNot' || /^(integer|float)To/.test(op) ? 1 : count);
    const isFloat = op in floatOps || op === 'integerToFloat' || op === 'select';
    const type = isFloat ? float32 : int32;
    const whole = run(op, type, operands, int32);
    for (let length = 1; length <= 37; length += 1) {
      const start = length % 7;
      const part = run(
        op,
        type,
        operands.map((operand) => operand.slice(start, start + length)),
        int32,
      );
      expect([...part], `${op} of ${length}`).toEqual([...whole.slice(start, start + length)]);
    }
  }
});
