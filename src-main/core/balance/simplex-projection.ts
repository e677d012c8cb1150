import {
  cast,
  div,
  expandDims,
  fill,
  greater,
  greaterEqual,
  max,
  maximum,
  mul,
  relu,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';

const lowest = -1e30;

/**
 * The nearest point of the simplex: entries of at least 0 that sum to 1, and 0 where `member` is.
 *
 * The threshold that all entries are lowered by is the largest of (sum of the k largest entries - 1) / k over k, so that
 * comparisons replace the sorting of Held, Wolfe and Crowder (1974); equal entries need no order.
 *
 * @param values [R, T]
 * @param member [R, T] 0 or 1
 */
export function projectToSimplex(values: Tensor, member: Tensor): Tensor {
  const entries = expandDims(values, 1);
  const isAtLeast = mul(cast(greaterEqual(entries, expandDims(values, 2)), 'float32'), expandDims(member, 1));
  const [total, count] = [sum(mul(isAtLeast, entries), 2), sum(isAtLeast, 2)];
  const thresholds = div(sub(total, 1), maximum(count, 1));
  const candidates = where(greater(member, 0), thresholds, fill(thresholds.shape, lowest));
  return mul(relu(sub(values, max(candidates, 1, true))), member);
}
