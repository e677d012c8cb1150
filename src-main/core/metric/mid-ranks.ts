/** Row indices by ascending value; rows of equal value keep their order. */
export function ascendingOrder(values: Float64Array): Int32Array {
  return Int32Array.from(values, (_, index) => index).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function midRanks(values: Float64Array): Float64Array {
  const order = ascendingOrder(values);
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
