import { sortNumbers } from './sort-numbers.ts';

/** Row indices by ascending value; rows of equal value keep their order. Values are finite. */
export function ascendingOrder(values: Float64Array): Int32Array {
  const sorted = sortNumbers(values);
  const order = new Int32Array(values.length);
  // how many rows of the value that begins at a place have been put there
  const placed = new Int32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const first = firstPlace(sorted, values[row] as number);
    const before = placed[first] as number;
    order[first + before] = row;
    placed[first] = before + 1;
  }
  return order;
}

/** The first place of ascending numbers that is not below the value. */
function firstPlace(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ranks from 1; equal values share the mean of their ranks. `order` is that of `ascendingOrder`, where it is known. */
export function midRanks(values: Float64Array, order: Int32Array = ascendingOrder(values)): Float64Array {
  const ranks = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end += 1;
    for (let index = start; index < end; index += 1) ranks[order[index] as number] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}
