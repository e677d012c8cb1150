import { AppError } from '../../contract/error.ts';
import { equal } from './equal.ts';
import { gradnorm } from './gradnorm.ts';
import type { BalancingMethod } from './method.ts';
import { pcgrad } from './pcgrad.ts';
import { staticWeights } from './static.ts';
import { uncertainty } from './uncertainty.ts';

/** Every balancing method, in the order in which people meet them. */
export const balancingMethods: readonly BalancingMethod[] = [equal, staticWeights, uncertainty, gradnorm, pcgrad];

/** The method of that id. Throws AppError `bad-option` when there is none. */
export function findMethod(id: string): BalancingMethod {
  const method = balancingMethods.find((candidate) => candidate.description.id === id);
  if (method === undefined) {
    const known = balancingMethods.map((candidate) => candidate.description.id).join(', ');
    throw new AppError('bad-option', `unknown balancing method; choose one of ${known}: ${id}`);
  }
  return method;
}
