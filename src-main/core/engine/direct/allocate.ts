import { readsOf, rootOf, writesOf, type Kernel } from './kernel.ts';
import { storagesOfResults } from './result-place.ts';
import type { Storage, View } from './view.ts';

/** Elements; a cache line holds 16 of four bytes. */
const alignment = 16;

/** Where storages lie, in elements of the memory of a plan or in a result. */
export interface Allocation {
  readonly offsets: ReadonlyMap<Storage, number>;
  /** Which result each of those is that lie in one. */
  readonly inResults: ReadonlyMap<Storage, number>;
  /** Of the plan's memory. */
  readonly size: number;
}

interface Life {
  readonly storage: Storage;
  from: number;
  to: number;
}

/**
 * Gives every storage that is made or carried a place, the same to storages that are never needed at once; those that lie in a
 * result need none. `isStored` tells which results of elementwise steps need one at all.
 */
export function allocate(
  kernels: readonly Kernel[],
  results: readonly View[],
  isStored: (storage: Storage) => boolean,
): Allocation {
  const lives = new Map<Storage, Life>();
  const end = measureLives(kernels, 0, [], lives, isStored);
  for (const { storage } of results) {
    const life = lives.get(rootOf(storage));
    if (life !== undefined) life.to = end;
  }
  const inResults = storagesOfResults(results);
  return { inResults, ...place([...lives.values()].filter(({ storage }) => !inResults.has(storage))) };
}

/** Walks the kernels in order; what is made before a loop and read in it is needed until the loop's end. */
function measureLives(
  kernels: readonly Kernel[],
  start: number,
  loops: readonly { readonly from: number; to: number }[],
  lives: Map<Storage, Life>,
  isStored: (storage: Storage) => boolean,
): number {
  let time = start;
  const touch = (given: Storage, now: number): void => {
    const storage = rootOf(given);
    if (storage.kind === 'constant' || storage.kind === 'fed') return;
    const life = lives.get(storage) ?? { storage, from: now, to: now };
    lives.set(storage, life);
    const outside = loops.find((loop) => life.from < loop.from);
    life.to = Math.max(life.to, now, outside?.to ?? 0);
  };
  for (const kernel of kernels) {
    time += 1;
    if (kernel.kind === 'loop') {
      const from = time;
      const to = from + durationOf(kernel.body) + 1;
      writesOf(kernel).forEach((storage) => touch(storage, from));
      const tests = kernel.until === undefined ? [kernel.limit] : [kernel.limit, kernel.until];
      [kernel.from, ...tests, ...kernel.carried.map((state) => state.initial)].forEach((view) =>
        touch(view.storage, from),
      );
      tests.forEach((view) => touch(view.storage, to));
      measureLives(kernel.body, from, [...loops, { from: from + 1, to }], lives, isStored);
      writesOf(kernel).forEach((storage) => touch(storage, to));
      for (const { result } of kernel.carried) touch(result.storage, to);
      time = to;
    } else {
      readsOf(kernel).forEach((view) => touch(view.storage, time));
      writesOf(kernel).forEach((storage) => {
        if (kernel.kind !== 'elements' || isStored(storage)) touch(storage, time);
      });
    }
  }
  return time;
}

function durationOf(kernels: readonly Kernel[]): number {
  return kernels.reduce((sum, kernel) => sum + (kernel.kind === 'loop' ? durationOf(kernel.body) + 2 : 1), 0);
}

/** First fit, in the order of birth. */
function place(lives: readonly Life[]): Omit<Allocation, 'inResults'> {
  const offsets = new Map<Storage, number>();
  const placed: { readonly life: Life; readonly offset: number; readonly end: number }[] = [];
  let size = 0;
  for (const life of lives.toSorted((one, other) => one.from - other.from)) {
    const needed = Math.ceil(life.storage.size / alignment) * alignment;
    const beside = placed
      .filter((other) => other.life.to >= life.from && other.life.from <= life.to)
      .toSorted((one, other) => one.offset - other.offset);
    let offset = 0;
    for (const other of beside) {
      if (other.offset - offset >= needed) break;
      offset = Math.max(offset, other.end);
    }
    offsets.set(life.storage, offset);
    placed.push({ life, offset, end: offset + needed });
    size = Math.max(size, offset + needed);
  }
  return { offsets, size };
}
