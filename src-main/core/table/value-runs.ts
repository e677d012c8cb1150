import { sortNumbers } from '../util/sort-numbers.ts';

/** The distinct values of a column in ascending order, and how often each occurs. */
export interface ValueRuns {
  readonly values: Float64Array;
  readonly counts: Uint32Array;
  /** Values that are not missing. */
  readonly present: number;
}

/** Memory for the runs of one column after another: what was made with it is valid until the next. */
export class RunRoom {
  #counts = new Uint32Array(0);
  #values = new Float64Array(0);

  /** Zeros. */
  counts(length: number): Uint32Array {
    if (this.#counts.length < length) return (this.#counts = new Uint32Array(length));
    return this.#counts.subarray(0, length).fill(0);
  }

  /** What stands in it is of no account. */
  values(length: number): Float64Array {
    if (this.#values.length < length) this.#values = new Float64Array(length);
    return this.#values.subarray(0, length);
  }
}

/** Below so many values a sort is as fast. */
const fewValues = 20_000;
/** Places of a grid for each value, at most. */
const mostPlaces = 4;
const decimals = [1, 10, 100, 1000, 10_000] as const;
const probed = 1000;

/** The runs of equal values, NaN left out. Values that lie on a grid of decimals are counted place by place, others sorted. */
export function toRuns(values: Float64Array, room = new RunRoom()): ValueRuns {
  return (values.length < fewValues ? null : countOnGrid(values, room)) ?? runsOf(sortNumbers(presentOf(values)));
}

/** Null where some value is not a multiple of a power of ten, or they lie too far apart. */
function countOnGrid(values: Float64Array, room: RunRoom): ValueRuns | null {
  let present = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (value !== value) continue;
    present += 1;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const scale = decimals.find((candidate) => values.subarray(0, probed).every((value) => isMultiple(value, candidate)));
  if (present === 0 || scale === undefined) return null;
  const lowest = Math.round(least * scale);
  const places = Math.round(most * scale) - lowest + 1;
  if (!(places <= mostPlaces * values.length)) return null;
  const counts = room.counts(places);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (value !== value) continue;
    // Not below zero, so that cutting the fraction off rounds.
    const place = (value * scale - lowest + 0.5) | 0;
    if ((lowest + place) / scale !== value) return null;
    counts[place] = (counts[place] as number) + 1;
  }
  const runs = room.values(Math.min(present, places));
  let distinct = 0;
  for (let place = 0; place < places; place += 1) {
    const count = counts[place] as number;
    if (count === 0) continue;
    runs[distinct] = (lowest + place) / scale;
    // A run's number is at most its place on the grid, which has been read by now.
    counts[distinct] = count;
    distinct += 1;
  }
  return { values: runs.subarray(0, distinct), counts: counts.subarray(0, distinct), present };
}

function isMultiple(value: number, scale: number): boolean {
  return value !== value || Math.round(value * scale) / scale === value;
}

function presentOf(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (value !== value) continue;
    present[count] = value;
    count += 1;
  }
  return present.subarray(0, count);
}

/** The runs take the place of the sorted values. */
function runsOf(sorted: Float64Array): ValueRuns {
  const counts = new Uint32Array(sorted.length);
  let run = -1;
  let last = Number.NaN;
  for (let index = 0; index < sorted.length; index += 1) {
    const value = sorted[index] as number;
    if (value !== last) {
      run += 1;
      sorted[run] = value;
      last = value;
    }
    counts[run] = (counts[run] as number) + 1;
  }
  return { values: sorted.subarray(0, run + 1), counts: counts.subarray(0, run + 1), present: sorted.length };
}
