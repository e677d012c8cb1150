import type { Steps } from '../util/steps.ts';
import type { Encoding } from './prepared.ts';

/** Mean and population standard deviation of a feature over some rows; 0 where it is never present. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** Cells that are visited in one step. */
const stepCells = 8_000_000;

/**
 * The moments of features over the rows where they are present, in two passes: one pass cancels when a mean is large.
 * Rows lie one after another in memory, so each is visited once a pass for all features.
 */
export function* featureMoments(
  encoding: Encoding,
  positions: readonly number[],
  rows: Int32Array,
): Steps<readonly Moments[]> {
  const places = Int32Array.from(positions);
  const sums = new Float64Array(places.length);
  const counts = new Int32Array(places.length);
  for (const part of partsOf(rows, places.length)) {
    addUp(encoding, places, part, sums, counts);
    yield;
  }
  const means = sums.map((sum, feature) => (counts[feature] === 0 ? 0 : sum / (counts[feature] as number)));
  const squares = new Float64Array(places.length);
  for (const part of partsOf(rows, places.length)) {
    addSquares(encoding, places, part, means, squares);
    yield;
  }
  return Array.from(means, (mean, feature) => {
    const count = counts[feature] as number;
    return { mean, deviation: count === 0 ? 0 : Math.sqrt((squares[feature] as number) / count) };
  });
}

/** In how many of the rows each of the features is not 0. */
export function* countFound(encoding: Encoding, positions: readonly number[], rows: Int32Array): Steps<Int32Array> {
  const places = Int32Array.from(positions);
  const found = new Int32Array(places.length);
  for (const part of partsOf(rows, places.length)) {
    addFound(encoding, places, part, found);
    yield;
  }
  return found;
}

/** The rows in as many parts as it takes for `width` cells each. */
function partsOf(rows: Int32Array, width: number): Int32Array[] {
  const size = Math.max(1, Math.floor(stepCells / Math.max(1, width)));
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, part) =>
    rows.subarray(part * size, (part + 1) * size),
  );
}

function addUp(
  { inputs, present, features }: Encoding,
  places: Int32Array,
  rows: Int32Array,
  sums: Float64Array,
  counts: Int32Array,
): void {
  for (let index = 0; index < rows.length; index += 1) {
    const first = (rows[index] as number) * features.length;
    for (let feature = 0; feature < places.length; feature += 1) {
      const cell = first + (places[feature] as number);
      if (present !== null && present[cell] === 0) continue;
      sums[feature] = (sums[feature] as number) + (inputs[cell] as number);
      counts[feature] = (counts[feature] as number) + 1;
    }
  }
}

function addSquares(
  { inputs, present, features }: Encoding,
  places: Int32Array,
  rows: Int32Array,
  means: Float64Array,
  squares: Float64Array,
): void {
  for (let index = 0; index < rows.length; index += 1) {
    const first = (rows[index] as number) * features.length;
    for (let feature = 0; feature < places.length; feature += 1) {
      const cell = first + (places[feature] as number);
      if (present !== null && present[cell] === 0) continue;
      squares[feature] = (squares[feature] as number) + ((inputs[cell] as number) - (means[feature] as number)) ** 2;
    }
  }
}

function addFound({ inputs, features }: Encoding, places: Int32Array, rows: Int32Array, found: Int32Array): void {
  for (let index = 0; index < rows.length; index += 1) {
    const first = (rows[index] as number) * features.length;
    for (let feature = 0; feature < places.length; feature += 1) {
      if (inputs[first + (places[feature] as number)] !== 0) found[feature] = (found[feature] as number) + 1;
    }
  }
}
