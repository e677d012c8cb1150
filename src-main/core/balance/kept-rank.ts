import {
  add,
  cast,
  div,
  fill,
  greater,
  less,
  maximum,
  minimum,
  mul,
  scalar,
  slice,
  sub,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Above every value, so that no task counts as below one that takes no part. */
const beyondAll = 3e38;

/**
 * The part [R, T, N] of each value that stays when the values of the members are put in order and those from position `first` to
 * `last` - 1 are kept. Equal values share the positions they hold together, so that no order of tasks matters. It means nothing
 * for a task that takes no part.
 *
 * @param values [R, T, N], compared over T
 * @param member [R, T, 1] 1 for a task that takes part
 * @param first, last [R, 1, 1]
 */
export function keptByRank(values: Tensor, member: Tensor, first: Tensor, last: Tensor): Tensor {
  const tasks = values.shape[1] as number;
  const lined = where(greater(member, 0), values, fill([1, 1, 1], beyondAll));
  const rows = Array.from({ length: tasks }, (_, task) => slice(lined, [0, task, 0], [-1, 1, -1]));
  return keptAmong(lined, rows, rows.length, first, last);
}

/**
 * Few rows [R, N] and what stays of each, compared one with another: more operations on less memory.
 *
 * @param member [R, T] 1 for a task that takes part; the values of others are beyond all, and nothing of them stays
 * @param first, last [R, 1]; `last` is at most how many take part
 */
export function keptRows(
  rows: readonly Tensor[],
  member: Tensor,
  first: Tensor,
  last: Tensor,
): { readonly values: Tensor; readonly kept: Tensor }[] {
  const isMember = greater(member, 0);
  const lined = rows.map((row, task) => where(slice(isMember, [0, task], [-1, 1]), row, fill([1, 1], beyondAll)));
  return lined.map((values) => {
    const others = lined.filter((other) => other !== values);
    return { values, kept: mul(values, keptAmong(values, others, rows.length, first, last)) };
  });
}

/** @param others all values, or all but the own ones */
function keptAmong(values: Tensor, others: readonly Tensor[], tasks: number, first: Tensor, last: Tensor): Tensor {
  if (others.length === 0) return fill(values.shape, 1);
  const count = (isCounted: (other: Tensor) => Tensor): Tensor =>
    others.map((other) => cast(isCounted(other), 'int32')).reduce((sum, each) => add(sum, each));
  const below = count((other) => less(other, values));
  const above = count((other) => less(values, other));
  const end = sub(scalar(tasks, 'int32'), above);
  const kept = maximum(
    sub(minimum(end, cast(last, 'int32')), maximum(below, cast(first, 'int32'))),
    scalar(0, 'int32'),
  );
  return div(cast(kept, 'float32'), cast(sub(end, below), 'float32'));
}
