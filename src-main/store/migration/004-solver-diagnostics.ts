import type { Migration } from '../migrate.ts';

/** What solvers left undone, and how often task gradients vanished, epoch by epoch. */
export const solverDiagnostics: Migration = {
  number: 4,
  name: 'solver diagnostics',
  sql: `ALTER TABLE epoch ADD COLUMN zero_gradients BLOB;
    ALTER TABLE epoch ADD COLUMN residual BLOB;`,
};
