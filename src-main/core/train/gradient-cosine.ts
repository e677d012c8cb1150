import {
  cast,
  div,
  expandDims,
  eye,
  greater,
  logicalAnd,
  mul,
  onesLike,
  sqrt,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Squared norms below this are rounding: the direction of such a gradient means nothing. */
const smallestSquare = 1e-24;

/**
 * Cosines [R, T, T] of task gradients from their Gramian, and `defined` [R, T, T]: 1 where both tasks are active and
 * neither gradient vanishes. Cosines are 0 where they are not defined.
 *
 * @param active [R, T]
 */
export function gradientCosines(gramian: Tensor, active: Tensor): { cosines: Tensor; defined: Tensor } {
  const tasks = active.shape[1] as number;
  const squares = sum(mul(gramian, eye(tasks)), 2);
  const usable = logicalAnd(greater(squares, smallestSquare), greater(active, 0));
  const presence = cast(usable, 'float32');
  const safe = where(usable, squares, onesLike(squares));
  const inverse = div(presence, sqrt(safe));
  return {
    cosines: mul(mul(gramian, expandDims(inverse, 2)), expandDims(inverse, 1)),
    defined: mul(expandDims(presence, 2), expandDims(presence, 1)),
  };
}
