import { z } from 'zod';
import type { Reading } from './reading.ts';

/** What may lie behind a task's verdict; the principles lab has an experiment for each. */
export const causeSchema = z.enum([
  'opposed-gradients',
  'aligned-gradients',
  'capacity',
  'few-labels',
  'small-weight',
  'unequal-scales',
]);
export type Cause = z.infer<typeof causeSchema>;

/** A scenario of the principles lab, by its name and its title. */
export interface CauseScenario {
  readonly scenario: string;
  readonly title: string;
}

const dominance: CauseScenario = { scenario: 'dominance', title: 'Task dominance' };

/** The scenario that shows a cause. Few labels hurt where the common task decides, and help where it regularises. */
export function scenarioOf(cause: Cause, reading: Reading): CauseScenario {
  switch (cause) {
    case 'opposed-gradients':
      return { scenario: 'conflict', title: 'Gradient conflict' };
    case 'aligned-gradients':
      return { scenario: 'subspace', title: 'Shared subspace' };
    case 'capacity':
      return { scenario: 'capacity', title: 'Capacity' };
    case 'unequal-scales':
      return { scenario: 'scales', title: 'Unequal scales' };
    case 'small-weight':
      return dominance;
    case 'few-labels':
      return reading === 'worse' ? dominance : { scenario: 'regularisation', title: 'Regularisation' };
  }
}
