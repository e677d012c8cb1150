import { add, cast, equal, expandDims, eye, less, mul, sum, tensor4d, type Tensor } from '@tensorflow/tfjs-core';

/**
 * [R, T, T] ranks: entry (i, j) is the turn at which task i meets task j, an order of its own for each i and replica;
 * j = i comes last.
 *
 * @param uniform [R, T, T] numbers in [0, 1)
 */
export function meetingOrder(uniform: Tensor): Tensor {
  const tasks = uniform.shape[2] as number;
  const keys = add(uniform, mul(eye(tasks), 2));
  const other = expandDims(keys, 2);
  const own = expandDims(keys, 3);
  // equal keys are ranked by index, or two tasks would share a turn
  const isEarlier = Array.from({ length: tasks * tasks }, (_, at) => (at % tasks < Math.floor(at / tasks) ? 1 : 0));
  const tie = mul(cast(equal(other, own), 'float32'), tensor4d(isEarlier, [1, 1, tasks, tasks]));
  return sum(add(cast(less(other, own), 'float32'), tie), 3);
}
