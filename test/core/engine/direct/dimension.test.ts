import { expect, it } from 'vitest';
import {
  contiguousDimensions,
  groupByAxis,
  mergeDimensions,
  refineTogether,
} from '../../../../src-main/core/engine/direct/dimension.ts';
import { offsetsOf, randomWalk } from './offsets.ts';
import { RandomSource } from './random-source.ts';

const seeds = Array.from({ length: 400 }, (_, seed) => seed);

it('walks a single element in no levels, more in one', () => {
  expect(contiguousDimensions(1)).toEqual([]);
  expect(contiguousDimensions(12)).toEqual([{ size: 12, stride: 1 }]);
});

it('merges what lies one after another, also what stands still', () => {
  const merged = mergeDimensions([
    { size: 2, stride: 0 },
    { size: 5, stride: 0 },
    { size: 1, stride: 7 },
    { size: 4, stride: 3 },
    { size: 3, stride: 1 },
  ]);
  expect(merged).toEqual([
    { size: 10, stride: 0 },
    { size: 12, stride: 1 },
  ]);
});

it('merges any walk into the same offsets in levels of which none can be merged', () => {
  for (const seed of seeds) {
    const walk = randomWalk(new RandomSource(seed));
    const merged = mergeDimensions(walk);
    expect(offsetsOf(merged)).toEqual(offsetsOf(walk));
    merged.forEach(({ size, stride }, level) => {
      expect(size).toBeGreaterThan(1);
      expect(merged[level - 1]?.stride).not.toBe(size * stride);
    });
  }
});

it('divides a walk among axes of as many elements, or says that it cannot', () => {
  let divided = 0;
  for (const seed of seeds) {
    const random = new RandomSource(seed);
    const walk = mergeDimensions(randomWalk(random));
    const size = walk.reduce((product, level) => product * level.size, 1);
    const divisors = Array.from({ length: size }, (_, each) => each + 1).filter((each) => size % each === 0);
    const first = random.pick(divisors);
    const shape = [first, 1, size / first];
    const axes = groupByAxis(walk, shape);
    if (axes === null) continue;
    divided += 1;
    axes.forEach((axis, position) => {
      expect(axis.reduce((product, level) => product * level.size, 1)).toBe(shape[position]);
    });
    expect(offsetsOf(axes.flat())).toEqual(offsetsOf(walk));
  }
  expect(divided).toBeGreaterThan(seeds.length / 2);
  const pairs = [
    { size: 6, stride: 10 },
    { size: 2, stride: 1 },
  ];
  expect(groupByAxis(pairs, [4, 3])).toBeNull();
  expect(groupByAxis(pairs, [3, 4])).toEqual([
    [{ size: 3, stride: 20 }],
    [
      { size: 2, stride: 10 },
      { size: 2, stride: 1 },
    ],
  ]);
});

it('puts walks into common levels, as few as there can be', () => {
  const rows = { size: 3, stride: 4 };
  expect(refineTogether([[rows, { size: 4, stride: 1 }], [{ size: 12, stride: 1 }]])).toEqual({
    sizes: [12],
    strides: [[1], [1]],
  });
  expect(
    refineTogether([
      [{ size: 12, stride: 1 }],
      [
        { size: 3, stride: 0 },
        { size: 4, stride: 1 },
      ],
    ]),
  ).toEqual({
    sizes: [3, 4],
    strides: [
      [4, 1],
      [0, 1],
    ],
  });
  expect(refineTogether([[], []])).toEqual({ sizes: [], strides: [[], []] });
});

it('refuses walks whose levels do not fit into each other, or that are not as long', () => {
  const threes = [
    { size: 2, stride: 0 },
    { size: 3, stride: 1 },
  ];
  const twos = [
    { size: 3, stride: 0 },
    { size: 2, stride: 1 },
  ];
  expect(refineTogether([threes, twos])).toBeNull();
  expect(refineTogether([[{ size: 4, stride: 1 }], [{ size: 2, stride: 1 }]])).toBeNull();
});

it('leaves every walk where it was', () => {
  let refined = 0;
  for (const seed of seeds) {
    const random = new RandomSource(seed);
    const walk = mergeDimensions(randomWalk(random));
    const size = walk.reduce((product, level) => product * level.size, 1);
    const others = [contiguousDimensions(size), walk.map((level) => ({ ...level, stride: random.below(4) }))];
    const levels = refineTogether([walk, ...others]);
    if (levels === null) continue;
    refined += 1;
    [walk, ...others].forEach((each, position) => {
      const strides = levels.strides[position] as readonly number[];
      const common = levels.sizes.map((levelSize, level) => ({ size: levelSize, stride: strides[level] as number }));
      expect(offsetsOf(common)).toEqual(offsetsOf(each));
    });
  }
  expect(refined).toBe(seeds.length);
});
