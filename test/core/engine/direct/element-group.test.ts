import { describe, expect, it } from 'vitest';
import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import type { View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { RandomSource } from './random-source.ts';
import { runPlan } from './run-plan.ts';

const { float32, int32, bool } = typeCode;

/** What a group of ops gives of values [rows, columns], and every view that was made on the way. */
interface Group {
  readonly wanted: readonly View[];
  readonly made: readonly View[];
}

type Build = (
  builder: PlanBuilder,
  values: readonly View[],
  shape: readonly number[],
  settings: readonly View[],
) => Group;

/** Notes what it makes. */
class Maker {
  readonly made: View[] = [];
  readonly #builder: PlanBuilder;
  readonly #shape: readonly number[];

  constructor(builder: PlanBuilder, shape: readonly number[]) {
    this.#builder = builder;
    this.#shape = shape;
  }

  make(op: Parameters<PlanBuilder['element']>[0], inputs: readonly View[], type: number): View {
    const view = this.#builder.element(op, inputs, this.#shape, type);
    this.made.push(view);
    return view;
  }

  sum(op: 'add' | 'addInteger', views: readonly View[]): View {
    const type = op === 'add' ? float32 : int32;
    return views.reduce((sum, view) => this.make(op, [sum, view], type));
  }
}

/** Settings: the places first to last - 1 that are kept. */
const ranks: Build = (builder, values, shape, [first, last]) => {
  const maker = new Maker(builder, shape);
  const all = builder.uniform(values.length, [], int32);
  const none = builder.uniform(0, [], int32);
  const kept = values.map((value) => {
    const others = values.filter((other) => other !== value);
    const count = (isCounted: (other: View) => readonly View[]): View =>
      maker.sum(
        'addInteger',
        others.map((other) => maker.make('less', isCounted(other), bool)),
      );
    const below = count((other) => [other, value]);
    const upTo = maker.make('subtractInteger', [all, count((other) => [value, other])], int32);
    const end = maker.make('minimumInteger', [upTo, last!], int32);
    const begin = maker.make('maximumInteger', [below, first!], int32);
    const places = maker.make('maximumInteger', [maker.make('subtractInteger', [end, begin], int32), none], int32);
    const alike = maker.make('subtractInteger', [upTo, below], int32);
    const [over, under] = [places, alike].map((count) => maker.make('integerToFloat', [count], float32));
    return maker.make('multiply', [value, maker.make('divide', [over!, under!], float32)], float32);
  });
  const products = kept.map((each, place) => maker.make('multiply', [values[place]!, each], float32));
  return { wanted: [...products, maker.sum('add', kept)], made: maker.made };
};

/** Settings: what is drawn, and the part of the whole sum. */
const signs: Build = (builder, values, shape, [drawn, part]) => {
  const maker = new Maker(builder, shape);
  const number = (value: number): View => builder.uniform(value, [], float32);
  const sizes = values.map((value) => maker.make('absolute', [value], float32));
  const total = maker.sum('add', values);
  const size = maker.sum('add', sizes);
  const centred = maker.make('subtract', [maker.make('multiply', [drawn!, number(2)], float32), number(1)], float32);
  const isPositive = maker.make('less', [maker.make('multiply', [centred, size], float32), total], bool);
  const sign = maker.make('select', [isPositive, number(1), number(-1)], float32);
  const stays = (value: View, ofSize: View): View =>
    maker.make('add', [value, maker.make('multiply', [sign, ofSize], float32)], float32);
  const kept = maker.make('multiply', [stays(total, size), number(0.5)], float32);
  const squares = values.map((value, place) => maker.make('square', [stays(value, sizes[place]!)], float32));
  const rest = maker.make('multiply', [part!, maker.make('subtract', [total, kept], float32)], float32);
  return { wanted: [...squares, maker.make('add', [kept, rest], float32)], made: maker.made };
};

const special = [0, -0, 1, -2, Infinity, -Infinity, NaN, 2 ** -140, 3e38];

/** Numbers of all sizes, and as many special ones as `alike` says; of half and more, zeros alone. */
function drawValues(random: RandomSource, size: number, alike: number): Float32Array {
  const often = alike < 0.5 ? special : [0, -0];
  return Float32Array.from({ length: size }, () =>
    random.chance(alike) ? random.pick(often) : (random.uniform() * 2 - 1) * 2 ** (random.below(20) - 10),
  );
}

function bitsOf(values: FedArray): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length).map((bits) =>
    (bits & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : bits,
  );
}

/** The wanted results: alone, or with all that is made, so that each op is done by itself. */
function compute(
  build: Build,
  shapes: readonly (readonly number[])[],
  fed: readonly FedArray[],
  apart: boolean,
): FedArray[] {
  const builder = new PlanBuilder();
  const feeds = fed.map((values, each) =>
    builder.feed(shapes[each]!, values instanceof Float32Array ? float32 : int32),
  );
  const shape = shapes[0]!;
  const { wanted, made } = build(builder, feeds.slice(0, -2), shape, feeds.slice(-2));
  return runPlan(builder, apart ? [...wanted, ...made] : wanted, fed).slice(0, wanted.length);
}

function expectSameBits(
  build: Build,
  shapes: readonly (readonly number[])[],
  fed: readonly FedArray[],
  what: string,
): void {
  const [together, apart] = [false, true].map((each) => compute(build, shapes, fed, each).map(bitsOf));
  expect(together, what).toEqual(apart);
}

describe('groups of ops that share what they make give the bits that they give one by one', () => {
  const sizes = [
    [1, 1],
    [1, 17],
    [5, 7],
    [12, 64],
    [3, 1500],
  ];

  it.each([2, 3, 4, 5, 6, 7])('%i values kept by their rank', (count) => {
    const random = new RandomSource(count);
    for (const shape of sizes) {
      for (const alike of [0, 0.001, 0.4, 0.6]) {
        const values = Array.from({ length: count }, () => drawValues(random, shape[0]! * shape[1]!, alike));
        for (const [first, last] of [
          [0, count],
          [1, count - 1],
          [2, 1],
          [-1, 40],
          [-(2 ** 31), 2],
          [3, -5],
        ] as const) {
          const perRow = alike > 0.1;
          const settings = [first, last].map((each) => new Int32Array(perRow ? shape[0]! : 1).fill(each));
          const shapes = [...values.map(() => shape), ...settings.map(() => [perRow ? shape[0]! : 1, 1])];
          expectSameBits(ranks, shapes, [...values, ...settings], `${shape.join(' x ')}, ${first} to ${last}`);
        }
      }
    }
  });

  it.each([2, 3, 4, 5, 6, 7])('%i values kept by their sign', (count) => {
    const random = new RandomSource(count);
    for (const shape of sizes) {
      for (const alike of [0, 0.001, 0.4, 0.6]) {
        const size = shape[0]! * shape[1]!;
        const values = Array.from({ length: count }, () => drawValues(random, size, alike));
        const drawn = Float32Array.from({ length: size }, () => random.uniform());
        const part = Float32Array.of(alike);
        const shapes = [...values.map(() => shape), shape, [1, 1]];
        expectSameBits(signs, shapes, [...values, drawn, part], shape.join(' x '));
      }
    }
  });

  it('where values are products of a column and a row, and the number of threads changes', () => {
    const random = new RandomSource(3);
    const [blocks, rows, columns] = [9, 64, 64];
    const fed = [0, 1, 2, 3].flatMap(() => [
      drawValues(random, blocks * rows, 0.01),
      drawValues(random, blocks * columns, 0.01),
    ]);
    const draws = Float32Array.from({ length: blocks * rows * columns }, () => random.uniform());
    const part = drawValues(random, blocks, 0);
    const run = (threads: number, apart: boolean): Int32Array[] => {
      const builder = new PlanBuilder();
      const shape = [blocks, rows, columns];
      const feeds = fed.map((_, each) =>
        builder.feed(each % 2 === 0 ? [blocks, rows, 1] : [blocks, 1, columns], float32),
      );
      const drawn = builder.feed(shape, float32);
      const parts = builder.feed([blocks, 1, 1], float32);
      const values = [0, 2, 4, 6].map((at) =>
        builder.element('multiply', [feeds[at]!, feeds[at + 1]!], shape, float32),
      );
      const places = [1, 3].map((each) => builder.uniform(each, [], int32));
      const groups = [signs(builder, values, shape, [drawn, parts]), ranks(builder, values, shape, places)];
      const wanted = groups.flatMap((group) => group.wanted);
      const results = apart ? [...wanted, ...values, ...groups.flatMap((group) => group.made)] : wanted;
      return runPlan(builder, results, [...fed, draws, part], threads)
        .slice(0, wanted.length)
        .map(bitsOf);
    };
    const apart = run(1, true);
    for (const threads of [1, 2, 3, 4, 5]) expect(run(threads, false), `${threads} threads`).toEqual(apart);
  });
});
