import type { ParameterDescription } from '../../contract/method.ts';

/** How many experts a level has that all tasks mix, and that one task has to itself. */
export const expertCounts: ParameterDescription[] = [
  {
    name: 'shared',
    label: 'Shared experts',
    meaning: 'experts at each level that all tasks mix',
    default: 1,
    minimum: 1,
    maximum: 16,
    perTask: false,
    integer: true,
  },
  {
    name: 'own',
    label: 'Own experts',
    meaning: 'experts at each level that one task has to itself',
    default: 1,
    minimum: 1,
    maximum: 16,
    perTask: false,
    integer: true,
  },
];
