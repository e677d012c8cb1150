import { AppError } from '../../contract/error.ts';
import { dominance } from './dominance.ts';
import { film } from './film.ts';
import { regularisation } from './regularisation.ts';
import type { Scenario } from './scenario.ts';
import { capacity } from './capacity.ts';
import { conflict } from './conflict.ts';
import { scales } from './scales.ts';
import { softSharing } from './soft-sharing.ts';
import { spurious } from './spurious.ts';
import { standardisation } from './standardisation.ts';
import { subspace } from './subspace.ts';

import { uncertainty } from './uncertainty.ts';

/** Every scenario of the principles lab, in the order in which they build on one another. */
export const scenarios: readonly Scenario[] = [
  subspace,
  softSharing,
  conflict,
  spurious,
  scales,
  uncertainty,
  standardisation,
  film,
  regularisation,
  dominance,
  capacity,
];

/** The scenario of that name. Throws AppError `bad-option` when there is none. */
export function findScenario(name: string): Scenario {
  const scenario = scenarios.find((candidate) => candidate.description.name === name);
  if (scenario === undefined) {
    const known = scenarios.map((candidate) => candidate.description.name).join(', ');
    throw new AppError('bad-option', `unknown scenario; choose one of ${known}: ${name}`);
  }
  return scenario;
}
