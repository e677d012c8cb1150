import type { BalancingMethod } from '../balance/method.ts';
import { findMethod } from '../balance/registry.ts';
import { arrange } from '../balance/stage/registry.ts';
import type { Network } from '../model/network.ts';
import type { CohortShape } from './cohort-shape.ts';

/** The method of a cohort inside its stages. Throws AppError `bad-option` when there is none of that id. */
export function cohortMethod({ method, stages }: Pick<CohortShape, 'method' | 'stages'>): BalancingMethod {
  return arrange(findMethod(method), stages);
}

/** P: the length of the task gradients that the method balances. */
export function gradientLength(method: BalancingMethod, network: Network, batchRows: number): number {
  return method.onRepresentation === true
    ? batchRows * (network.representation?.width ?? 0)
    : network.layout.sharedSize;
}
