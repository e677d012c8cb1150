import type { Migration } from '../migrate.ts';

/**
 * The models of a run: where their parameters lie, and what else it takes to predict by them, as JSON. The importance of the
 * inputs to an arm's models, one entry a task and number of permutations, as JSON.
 */
export const trainedModels: Migration = {
  number: 3,
  name: 'trained models',
  sql: `
    CREATE TABLE model (
      run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      form TEXT NOT NULL,
      file TEXT NOT NULL,
      array TEXT NOT NULL,
      PRIMARY KEY (run_id, position)
    ) STRICT;

    CREATE TABLE importance (
      study_id TEXT NOT NULL REFERENCES study (id) ON DELETE CASCADE,
      arm TEXT NOT NULL,
      task TEXT NOT NULL,
      repeats INTEGER NOT NULL,
      measured TEXT NOT NULL,
      PRIMARY KEY (study_id, arm, task, repeats)
    ) STRICT;
  `,
};
