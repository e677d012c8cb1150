import { add, div, greater, maximum, mul, sub, sum, where, type Tensor } from '@tensorflow/tfjs-core';
import { projectToSimplex } from './simplex-projection.ts';
import { uniformShares } from './simplex-minimum.ts';

const leastMass = 1e-6;

/** Shares of tasks that a method moves from step to step: all of them sum to 1, those of tasks without labels rest. */
export interface MovedShares {
  /** [R, T] of the tasks that take part alone, which sum to 1. */
  readonly current: Tensor;
  /** [R, T] of all tasks. */
  readonly state: Tensor;
}

/**
 * One projected step of the shares of the tasks that take part; together they keep what they had.
 *
 * @param shares [R, T], of sum 1
 * @param member [R, T] 1 for a task that takes part
 * @param change what to subtract from the shares of the tasks that take part, scaled to sum 1
 */
export function moveShares(shares: Tensor, member: Tensor, change: (current: Tensor) => Tensor): MovedShares {
  const own = mul(shares, member);
  const mass = sum(own, 1, true);
  const hasMass = greater(mass, leastMass);
  const before = where(hasMass, div(own, maximum(mass, leastMass)), uniformShares(member));
  const current = projectToSimplex(sub(before, change(before)), member);
  const moved = add(mul(current, mass), mul(shares, sub(1, member)));
  return { current, state: where(greater(member, 0), moved, shares) };
}
