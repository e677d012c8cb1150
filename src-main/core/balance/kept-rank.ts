import {
  add,
  cast,
  div,
  equal,
  less,
  maximum,
  minimum,
  mul,
  slice,
  sub,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * The part [R, T, N] of each value that stays when the values of the members are put in order and those from position `first` to
 * `last` - 1 are kept. Equal values share the positions they hold together, so that no order of tasks matters.
 *
 * @param values [R, T, N], compared over T
 * @param member [R, T, 1] 1 for a task that takes part
 * @param first, last [R, 1, 1]
 */
export function keptByRank(values: Tensor, member: Tensor, first: Tensor, last: Tensor): Tensor {
  const tasks = values.shape[1] as number;
  let below = zerosLike(values);
  let alike = zerosLike(values);
  for (let other = 0; other < tasks; other += 1) {
    const value = slice(values, [0, other, 0], [-1, 1, -1]);
    const takesPart = slice(member, [0, other, 0], [-1, 1, 1]);
    below = add(below, mul(cast(less(value, values), 'float32'), takesPart));
    alike = add(alike, mul(cast(equal(value, values), 'float32'), takesPart));
  }
  const kept = maximum(sub(minimum(add(below, alike), last), maximum(below, first)), 0);
  return mul(div(kept, maximum(alike, 1)), member);
}
