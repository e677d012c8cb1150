import { div, greater, maximum, minimum, mul, onesLike, sqrt, sum, where, type Tensor } from '@tensorflow/tfjs-core';
import type { ParameterDescription } from '../../contract/method.ts';
import { gramianTimes } from './simplex-minimum.ts';
import type { TaskGramian } from './task-gramian.ts';

const smallest = 1e-30;

/** The parameter of methods that shorten their step; its name in the record is `longest`. */
export const longestParameter: ParameterDescription = {
  name: 'longest',
  label: 'Longest step',
  meaning: 'A combined gradient longer than this is shortened to it; 0 leaves it as it is.',
  default: 1,
  minimum: 0,
  maximum: 1e6,
  perTask: false,
};

/** Scales weights down where sqrt(w'Gw), the length of the combined gradient, is above `longest` [R, 1]. */
export function boundLength(weights: Tensor, tasks: TaskGramian, longest: Tensor): Tensor {
  const own = mul(weights, tasks.member);
  // the divided Gramian has the squared lengths of gradients over the root of the trace
  const scaled = mul(own, sqrt(tasks.trace));
  const length = sqrt(maximum(sum(mul(scaled, gramianTimes(tasks.gramian, scaled)), 1, true), smallest));
  const factor = where(greater(longest, 0), minimum(1, div(longest, length)), onesLike(length));
  return mul(weights, factor);
}
