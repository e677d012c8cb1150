import type { Migration } from '../migrate.ts';

/** Files and folders of what was deleted, relative to the workspace: named with the deletion, gone a moment later. */
export const removals: Migration = {
  number: 5,
  name: 'removals',
  sql: 'CREATE TABLE removal (path TEXT PRIMARY KEY) STRICT;',
};
