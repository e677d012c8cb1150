import type { Migration } from '../migrate.ts';

/** What a run chose for itself on the validation rows, as JSON. */
export const runChoices: Migration = {
  number: 2,
  name: 'run choices',
  sql: `ALTER TABLE run ADD COLUMN choices TEXT NOT NULL DEFAULT '{}';`,
};
