import quantile from '@stdlib/stats-base-dists-t-quantile';
import type { Values } from './values.ts';

/** `count` values from low to high, both included. */
export function grid(low: number, high: number, count: number): number[] {
  if (count === 1) return [low];
  return Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));
}

/** Sorted, each value once: the places of a curve, with those at which something is trained among them. */
export function mergeGrids(...grids: readonly (readonly number[])[]): number[] {
  return [...new Set(grids.flat())].sort((one, other) => one - other);
}

/** A tensor of this shape, filled from its flat index. */
export function fill(shape: readonly number[], value: (index: number) => number): Values<Float32Array> {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, index) => value(index)) };
}

/** A number that fits every shape. */
export function single(value: number): Values<Float32Array> {
  return { shape: [1], data: Float32Array.of(value) };
}

export function innerProduct(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] as number) * (other[index] as number);
  return sum;
}

/** Squared Euclidean distance. */
export function squaredDistance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += ((one[index] as number) - (other[index] as number)) ** 2;
  return sum;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean with Student's 95 % interval; no interval of a single value. */
export function summarize(values: readonly number[]): { mean: number; ci95: [number, number] | null; n: number } {
  const centre = mean(values);
  const n = values.length;
  if (n < 2) return { mean: centre, ci95: null, n };
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1);
  const half = quantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { mean: centre, ci95: [centre - half, centre + half], n };
}
