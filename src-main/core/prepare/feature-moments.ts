import type { Encoding } from './prepared.ts';

/** Mean and population standard deviation of a feature over some rows; 0 where it is never present. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The moments of features over the rows where they are present, in two passes: one pass cancels when a mean is large.
 * Rows lie one after another in memory, so each is visited once a pass for all features.
 */
export function featureMoments(encoding: Encoding, positions: readonly number[], rows: Int32Array): Moments[] {
  const { inputs, present } = encoding;
  const width = encoding.features.length;
  const places = Int32Array.from(positions);
  const sums = new Float64Array(places.length);
  const counts = new Int32Array(places.length);
  for (let index = 0; index < rows.length; index += 1) {
    const first = (rows[index] as number) * width;
    for (let feature = 0; feature < places.length; feature += 1) {
      const cell = first + (places[feature] as number);
      if (present !== null && present[cell] === 0) continue;
      sums[feature] = (sums[feature] as number) + (inputs[cell] as number);
      counts[feature] = (counts[feature] as number) + 1;
    }
  }
  const means = sums.map((sum, feature) => (counts[feature] === 0 ? 0 : sum / (counts[feature] as number)));
  const squares = new Float64Array(places.length);
  for (let index = 0; index < rows.length; index += 1) {
    const first = (rows[index] as number) * width;
    for (let feature = 0; feature < places.length; feature += 1) {
      const cell = first + (places[feature] as number);
      if (present !== null && present[cell] === 0) continue;
      squares[feature] = (squares[feature] as number) + ((inputs[cell] as number) - (means[feature] as number)) ** 2;
    }
  }
  return Array.from(means, (mean, feature) => {
    const count = counts[feature] as number;
    return { mean, deviation: count === 0 ? 0 : Math.sqrt((squares[feature] as number) / count) };
  });
}

/** In how many of the rows each of the features is not 0. */
export function countFound(encoding: Encoding, positions: readonly number[], rows: Int32Array): Int32Array {
  const { inputs } = encoding;
  const width = encoding.features.length;
  const places = Int32Array.from(positions);
  const found = new Int32Array(places.length);
  for (let index = 0; index < rows.length; index += 1) {
    const first = (rows[index] as number) * width;
    for (let feature = 0; feature < places.length; feature += 1) {
      if (inputs[first + (places[feature] as number)] !== 0) found[feature] = (found[feature] as number) + 1;
    }
  }
  return found;
}
