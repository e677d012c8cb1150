import type { Migration } from '../migrate.ts';

/** Numbers of epochs are little-endian float32 blobs in the order of the cohort's replicas and tasks. */
export const firstForm: Migration = {
  number: 1,
  name: 'first form',
  sql: `
    CREATE TABLE dataset (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      file_name TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      created_at TEXT NOT NULL,
      sample_id TEXT,
      description TEXT NOT NULL
    ) STRICT;

    CREATE TABLE study (
      id TEXT PRIMARY KEY,
      dataset_id TEXT NOT NULL REFERENCES dataset (id),
      status TEXT NOT NULL
        CHECK (status IN ('draft', 'running', 'interrupted', 'stopped', 'completed', 'failed')),
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
      starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
      sample_id TEXT,
      spec TEXT NOT NULL,
      started_at TEXT,
      elapsed_seconds REAL NOT NULL DEFAULT 0,
      engine TEXT,
      error TEXT,
      verdict TEXT
    ) STRICT;
    CREATE INDEX study_dataset ON study (dataset_id);

    CREATE TABLE cohort (
      study_id TEXT NOT NULL REFERENCES study (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      engine TEXT,
      notice TEXT,
      compile_seconds REAL,
      node_count INTEGER,
      replicas TEXT,
      tasks TEXT,
      steps_per_epoch INTEGER,
      train_seconds REAL NOT NULL DEFAULT 0,
      evaluate_seconds REAL,
      failure TEXT,
      checkpoint_epoch INTEGER,
      checkpoint_file TEXT,
      PRIMARY KEY (study_id, name)
    ) STRICT;

    CREATE TABLE epoch (
      study_id TEXT NOT NULL,
      cohort TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      train_loss BLOB NOT NULL,
      validation_loss BLOB NOT NULL,
      task_weights BLOB NOT NULL,
      cosines BLOB NOT NULL,
      active BLOB NOT NULL,
      PRIMARY KEY (study_id, cohort, epoch),
      FOREIGN KEY (study_id, cohort) REFERENCES cohort (study_id, name) ON DELETE CASCADE
    ) STRICT;

    CREATE TABLE run (
      id TEXT PRIMARY KEY,
      study_id TEXT NOT NULL REFERENCES study (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      arm TEXT NOT NULL,
      split INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      train_rows INTEGER NOT NULL,
      test_rows INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('queued', 'training', 'completed', 'failed', 'cancelled')),
      failure TEXT,
      best_epoch INTEGER,
      epochs_trained INTEGER NOT NULL DEFAULT 0,
      metrics TEXT NOT NULL DEFAULT '{}',
      UNIQUE (study_id, arm, split, seed)
    ) STRICT;

    CREATE TABLE prediction (
      run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      task TEXT NOT NULL,
      file TEXT NOT NULL,
      array TEXT NOT NULL,
      PRIMARY KEY (run_id, task)
    ) STRICT;

    CREATE TABLE setting (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
  `,
};
