import type { Dataset } from '../contract/dataset.ts';
import type { Role } from '../contract/study.ts';

const useless = ['all-missing', 'constant'] as const;

/** A role for every column before the analyst has said anything: no task is guessed. */
export function guessRoles(dataset: Dataset): Record<string, Role> {
  return Object.fromEntries(
    dataset.description.columns.map(({ name, type, flags }): [string, Role] => {
      if (flags.includes('identifier-like')) return [name, 'id'];
      const ignored = type === 'text' || useless.some((flag) => flags.includes(flag));
      return [name, ignored ? 'ignore' : 'input'];
    }),
  );
}
