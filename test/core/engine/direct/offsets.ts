import type { Dimension } from '../../../../src-main/core/engine/direct/dimension.ts';
import type { View } from '../../../../src-main/core/engine/direct/view.ts';
import type { RandomSource } from './random-source.ts';

/** Where a walk goes, step by step, written as plainly as can be. */
export function offsetsOf(dimensions: readonly Dimension[], start = 0): number[] {
  return dimensions.reduce(
    (offsets, { size, stride }) =>
      offsets.flatMap((offset) => Array.from({ length: size }, (_, step) => offset + step * stride)),
    [start],
  );
}

export function offsetsOfView(view: View): number[] {
  return offsetsOf(view.dimensions, view.offset);
}

/** Levels of any size and stride, some of which could be merged. */
export function randomWalk(random: RandomSource): Dimension[] {
  const walk: Dimension[] = [];
  for (let left = random.below(5); left > 0; left -= 1) {
    const inner = walk[0];
    const merges = inner !== undefined && random.chance(0.5);
    const stride = merges ? inner.size * inner.stride : random.pick([0, 1, 2, 3, 12]);
    walk.unshift({ size: random.pick([1, 2, 3, 4, 6]), stride });
  }
  return walk;
}
