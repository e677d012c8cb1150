import type { InputMatrix } from './input-matrix.ts';

/**
 * The nearest rows by Euclidean distance: for each query (a place in the matrix) the `count` nearest places of `pool`,
 * itself left out, nearest first.
 */
export function nearestPlaces(matrix: InputMatrix, queries: Int32Array, pool: Int32Array, count: number): Int32Array[] {
  const { width, values } = matrix;
  return Array.from(queries, (query) => {
    const places = new Int32Array(count).fill(-1);
    const distances = new Float64Array(count).fill(Infinity);
    for (const place of pool) {
      if (place === query) continue;
      const most = distances[count - 1] ?? Infinity;
      const distance = distanceBelow(most, values, query * width, place * width, width);
      if (distance >= most) continue;
      let slot = count - 1;
      for (; slot > 0 && (distances[slot - 1] ?? 0) > distance; slot -= 1) {
        distances[slot] = distances[slot - 1] ?? Infinity;
        places[slot] = places[slot - 1] ?? -1;
      }
      distances[slot] = distance;
      places[slot] = place;
    }
    return places.filter((place) => place >= 0);
  });
}

/** Features between two looks at the limit. */
const stride = 4;

/** The squared distance of two rows that begin at these cells, or what of it reached the limit. */
function distanceBelow(limit: number, values: Float64Array, first: number, second: number, width: number): number {
  let distance = 0;
  let feature = 0;
  while (feature < width && distance < limit) {
    const end = Math.min(width, feature + stride);
    for (; feature < end; feature += 1) {
      const difference = (values[first + feature] ?? 0) - (values[second + feature] ?? 0);
      distance += difference * difference;
    }
  }
  return distance;
}
