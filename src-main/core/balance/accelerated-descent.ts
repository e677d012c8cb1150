import {
  add,
  div,
  greater,
  mul,
  onesLike,
  sqrt,
  square,
  sub,
  sum,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Where a projected gradient method goes on after a step. */
export interface Momentum {
  /** Factor of the last move that is added to the new point, 0 after a restart; leading shape of `age`. */
  readonly factor: Tensor;
  readonly age: Tensor;
}

/**
 * The momentum of FISTA (Beck and Teboulle, 2009), restarted where the last move goes against the gradient step
 * (O'Donoghue and Candes, 2015); every problem of the batch restarts by itself.
 *
 * @param from where the step was taken, [..., T]
 * @param to its projected end
 * @param before the end of the step before
 * @param age [..., 1], 1 at first
 */
export function nextMomentum(from: Tensor, to: Tensor, before: Tensor, age: Tensor): Momentum {
  const turnsBack = greater(sum(mul(sub(from, to), sub(to, before)), -1, true), 0);
  const older = mul(add(1, sqrt(add(1, mul(4, square(age))))), 0.5);
  return {
    factor: where(turnsBack, zerosLike(age), div(sub(age, 1), older)),
    age: where(turnsBack, onesLike(age), older),
  };
}
