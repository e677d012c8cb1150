import { AppError } from '../../contract/error.ts';
import type { Scenario } from './scenario.ts';
import { conflict } from './conflict.ts';
import { softSharing } from './soft-sharing.ts';
import { subspace } from './subspace.ts';

/** Every scenario of the principles lab, in the order in which they build on one another. */
export const scenarios: readonly Scenario[] = [subspace, softSharing, conflict];

/** The scenario of that name. Throws AppError `bad-option` when there is none. */
export function findScenario(name: string): Scenario {
  const scenario = scenarios.find((candidate) => candidate.description.name === name);
  if (scenario === undefined) {
    const known = scenarios.map((candidate) => candidate.description.name).join(', ');
    throw new AppError('bad-option', `unknown scenario; choose one of ${known}: ${name}`);
  }
  return scenario;
}
