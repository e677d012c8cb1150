import { describe, expect, it } from 'vitest';
import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import type { ElementOp } from '../../../../src-main/core/engine/direct/element-op.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { wholeView, type View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { RandomSource } from './random-source.ts';
import { runPlan } from './run-plan.ts';

const { float32, int32 } = typeCode;

/** An op, and its operands: names of what is given, or earlier ops by their place. */
type Op = readonly [ElementOp, ...(string | number)[]];

interface Given {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The views of all ops. */
function build(builder: PlanBuilder, ops: readonly Op[], given: ReadonlyMap<string, View>, shape: number[]): View[] {
  const made: View[] = [];
  for (const [op, ...operands] of ops) {
    const inputs = operands.map((each) => (typeof each === 'number' ? made[each] : given.get(each)) as View);
    made.push(builder.element(op, inputs, shape, float32));
  }
  return made;
}

/** What the ops named give: alone, or each stored, so that none can be done together with another. */
function compute(
  ops: readonly Op[],
  given: Readonly<Record<string, Given>>,
  wanted: readonly number[],
  shape: number[],
  apart: boolean,
): FedArray[] {
  const builder = new PlanBuilder();
  const views = new Map(Object.entries(given).map(([name, each]) => [name, builder.feed(each.shape, float32)]));
  const made = build(builder, ops, views, shape);
  const results = apart ? made : wanted.map((place) => made[place] as View);
  const found = runPlan(
    builder,
    results,
    Object.values(given).map(({ values }) => values),
  );
  return apart ? wanted.map((place) => found[place] as FedArray) : found;
}

function bitsOf(values: FedArray): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length).map((bits) =>
    // one that is not a number is like any other
    (bits & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : bits,
  );
}

function expectSameBits(found: readonly FedArray[], wanted: readonly FedArray[], what: string): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((values, each) => {
    expect(bitsOf(values), what).toEqual(bitsOf(wanted[each] as FedArray));
  });
}

const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 2 ** -126, 3.4e38, -3.4e38, 1e-30, 1e30];

/** All exponents, and those that occur more. */
function draw(random: RandomSource, size: number): Float32Array {
  return Float32Array.from({ length: size }, () => {
    if (random.chance(0.02)) return random.pick(special);
    const value = random.uniform() * 2 - 1;
    return random.chance(0.2) ? value * 2 ** (random.below(240) - 120) : value;
  });
}

/** Shapes that broadcast to `shape`, given as rows and columns. */
function drawGiven(random: RandomSource, [rows = 1, columns = 1]: readonly number[], shapes: string): Given {
  const kinds: Record<string, number[]> = { whole: [rows, columns], row: [1, columns], column: [rows, 1], one: [1, 1] };
  const shape = kinds[shapes] as number[];
  return {
    shape,
    values: draw(
      random,
      shape.reduce((product, size) => product * size, 1),
    ),
  };
}

const adam: readonly Op[] = [
  ['multiply', 'first', 'keep'],
  ['multiply', 'gradient', 'take'],
  ['add', 0, 1],
  ['multiply', 'second', 'keepSquare'],
  ['square', 'gradient'],
  ['multiply', 4, 'takeSquare'],
  ['add', 3, 5],
  ['multiply', 2, 'length'],
  ['squareRoot', 6],
  ['add', 8, 'least'],
  ['divide', 7, 9],
  ['subtract', 'parameter', 10],
];
const decayedAdam: readonly Op[] = [...adam.slice(0, 11), ['multiply', 'parameter', 'decay'], ['subtract', 11, 10]];

/** Three ops from `start` on: a number and its own higher bits. */
function hashRound(number: number, distance: string, bits: string): Op[] {
  return [
    ['shiftRight', number, distance],
    ['bitwiseAnd', number + 1, bits],
    ['bitwiseXor', number, number + 2],
  ];
}

/** Nine ops from place `start` on: what stays of a value of which so many are below it and so many not above. */
function keptByRank(start: number, value: string, below: string | number, upTo: string | number): Op[] {
  return [
    ['minimumInteger', upTo, 'last'],
    ['maximumInteger', below, 'first'],
    ['subtractInteger', start, start + 1],
    ['maximumInteger', start + 2, 'none'],
    ['integerToFloat', start + 3],
    ['subtractInteger', upTo, below],
    ['integerToFloat', start + 5],
    ['divide', start + 4, start + 6],
    ['multiply', value, start + 7],
  ];
}

const chains: readonly { readonly name: string; readonly ops: readonly Op[]; readonly wanted: readonly number[] }[] = [
  { name: 'a step of Adam', ops: adam, wanted: [2, 6, 11] },
  { name: 'a step of Adam whose moments are not kept', ops: adam, wanted: [11] },
  { name: 'a step of Adam with decay', ops: decayedAdam, wanted: [2, 6, 12] },
  {
    name: 'squares over the root of their sum so far',
    ops: [
      ['select', 'active', 'gradient', 'zero'],
      ['square', 0],
      ['add', 'sum', 1],
      ['add', 2, 'least'],
      ['squareRoot', 3],
      ['divide', 1, 4],
    ],
    wanted: [2, 5],
  },
  {
    name: 'a mean of scaled gradients that decays, and its square',
    ops: [
      ['select', 'active', 'gradient', 'zero'],
      ['divide', 0, 'length'],
      ['subtract', 'mean', 1],
      ['multiply', 'keep', 2],
      ['add', 1, 3],
      ['select', 'later', 4, 1],
      ['select', 'takes', 5, 'mean'],
      ['square', 6],
    ],
    wanted: [6, 7],
  },
  {
    name: 'a mean that follows scaled gradients',
    ops: [
      ['select', 'active', 'gradient', 'zero'],
      ['multiply', 0, 'length'],
      ['subtract', 'mean', 1],
      ['multiply', 2, 'take'],
      ['subtract', 'mean', 3],
      ['select', 'active', 4, 'mean'],
    ],
    wanted: [5],
  },
  { name: 'a mean of two', ops: adam.slice(0, 3), wanted: [2] },
  {
    name: 'a bias and relu',
    ops: [
      ['add', 'a', 'b'],
      ['relu', 0],
    ],
    wanted: [1],
  },
  {
    name: 'a standardised number',
    ops: [
      ['subtract', 'a', 'b'],
      ['multiply', 0, 'c'],
    ],
    wanted: [1],
  },
  {
    name: 'a square that is used twice',
    ops: [
      ['square', 'a'],
      ['multiply', 0, 'b'],
      ['add', 1, 0],
    ],
    wanted: [2],
  },
  {
    name: 'a round of a hash',
    ops: [
      ['shiftRight', 'a', 'sixteen'],
      ['bitwiseAnd', 0, 'low'],
      ['bitwiseXor', 'a', 1],
      ['multiplyInteger', 2, 'b'],
    ],
    wanted: [3],
  },
  {
    name: 'the end of a hash',
    ops: [
      ['multiplyInteger', 'a', 'b'],
      ['addInteger', 0, 'c'],
      ['shiftRight', 1, 'd'],
      ['bitwiseAnd', 2, 'e'],
      ['bitwiseXor', 3, 1],
    ],
    wanted: [4],
  },
  {
    name: 'a whole hash and the number that it makes',
    ops: [
      ['multiplyInteger', 'a', 'b'],
      ['addInteger', 0, 'c'],
      ...hashRound(1, 'sixteen', 'low'),
      ['multiplyInteger', 4, 'd'],
      ...hashRound(5, 'fifteen', 'lower'),
      ['multiplyInteger', 8, 'e'],
      ...hashRound(9, 'sixteen', 'low'),
      ['shiftRight', 12, 'eight'],
      ['bitwiseAnd', 13, 'high'],
      ['integerToFloat', 14],
      ['multiply', 15, 'part'],
    ],
    wanted: [16],
  },
  {
    name: 'what stays of a value by its rank',
    ops: keptByRank(0, 'value', 'below', 'upTo'),
    wanted: [8],
  },
  {
    name: 'a product where a condition holds',
    ops: [
      ['greater', 'a', 'b'],
      ['multiply', 'c', 'd'],
      ['select', 0, 1, 'e'],
    ],
    wanted: [2],
  },
  {
    name: 'the square of a sum with a product',
    ops: [
      ['multiply', 'a', 'b'],
      ['add', 'c', 0],
      ['square', 1],
    ],
    wanted: [2],
  },
];

describe('ops that are done together give the bits that they give one by one', () => {
  const shapes = ['whole', 'row', 'column', 'one'];
  it.each(chains)('$name', ({ name, ops, wanted }) => {
    const names = [...new Set(ops.flatMap(([, ...operands]) => operands.filter((each) => typeof each === 'string')))];
    const random = new RandomSource(1);
    for (const size of [
      [1, 1],
      [1, 5],
      [1, 16],
      [3, 7],
      [1, 1000],
      [4, 300],
      [2, 2500],
      [70, 64],
    ]) {
      for (let repeat = 0; repeat < 3; repeat += 1) {
        // as an optimizer has them first: settings are one number, the rest whole
        const usual = new Set(['keep', 'take', 'keepSquare', 'takeSquare', 'length', 'least']);
        const given = Object.fromEntries(
          names.map((each) => {
            const shape = repeat > 0 ? random.pick(shapes) : usual.has(each) ? 'one' : 'whole';
            return [each, drawGiven(random, size, shape)];
          }),
        );
        const [together, apart] = [false, true].map((each) => compute(ops, given, wanted, size, each));
        expectSameBits(together as FedArray[], apart as FedArray[], `${name} of ${size.join(' x ')}`);
      }
    }
  });

  it('chains drawn by chance', () => {
    const binary = ['add', 'subtract', 'multiply', 'divide'] as const;
    const unary = ['square', 'squareRoot', 'relu', 'negate'] as const;
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = new RandomSource(seed);
      const size = [1 + random.below(4), random.pick([1, 9, 16, 40, 700, 2100])];
      const names = ['a', 'b', 'c', 'd', 'e'];
      const ops = Array.from({ length: 2 + random.below(14) }, (_, place): Op => {
        // mostly what was just made, as in a formula
        const operand = (): string | number =>
          place > 0 && random.chance(0.6) ? Math.max(0, place - 1 - random.below(3)) : random.pick(names);
        return random.chance(0.25) ? [random.pick(unary), operand()] : [random.pick(binary), operand(), operand()];
      });
      const given = Object.fromEntries(names.map((each) => [each, drawGiven(random, size, random.pick(shapes))]));
      const wanted = ops.flatMap((_, place) => (place === ops.length - 1 || random.chance(0.1) ? [place] : []));
      const [together, apart] = [false, true].map((each) => compute(ops, given, wanted, size, each));
      expectSameBits(together as FedArray[], apart as FedArray[], `seed ${seed}`);
    }
  });
});

it('a loop of them overwrites its state with the bits that single turns give', () => {
  for (const size of [12, 700, 5000]) {
    const random = new RandomSource(size);
    const states = ['parameter', 'first', 'second'];
    const settings = ['keep', 'take', 'keepSquare', 'takeSquare', 'length', 'least', 'decay'];
    const given = Object.fromEntries([
      ...[...states, 'gradient'].map((name) => [name, drawGiven(random, [1, size], 'whole')] as const),
      ...settings.map((name) => [name, drawGiven(random, [1, 1], 'one')] as const),
    ]);
    const results = { first: 2, second: 6, parameter: 12 };
    const turns = 3;
    let single = given;
    for (let turn = 0; turn < turns; turn += 1) {
      const found = compute(decayedAdam, single, Object.values(results), [1, size], true);
      single = {
        ...single,
        ...Object.fromEntries(
          Object.keys(results).map((name, each) => [
            name,
            { shape: [1, size], values: Float32Array.from(found[each] as FedArray) },
          ]),
        ),
      };
    }
    const builder = new PlanBuilder();
    const fed = new Map(Object.entries(given).map(([name, each]) => [name, builder.feed(each.shape, float32)]));
    builder.openLoop();
    const index = builder.carried(1);
    const carried = states.map((name) => ({ name, storage: builder.carried(size) }));
    const inside = new Map([
      ...fed,
      ...carried.map(({ name, storage }) => [name, wholeView(storage, [1, size], float32)] as const),
    ]);
    const made = build(builder, decayedAdam, inside, [1, size]);
    const body = builder.closeLoop();
    const kept = carried.map(({ name, storage }) => ({
      storage,
      initial: fed.get(name) as View,
      result: made[results[name as keyof typeof results]] as View,
    }));
    builder.addLoop(builder.uniform(0, [], int32), builder.uniform(turns, [], int32), index, kept, body);
    const left = carried.map(({ storage }) => wholeView(builder.leftIn(storage), [1, size], float32));
    const found = runPlan(
      builder,
      left,
      Object.values(given).map(({ values }) => values),
    );
    expectSameBits(
      found,
      states.map((name) => (single[name] as Given).values),
      `${size} elements`,
    );
  }
});
