import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { parametersSchema } from '../contract/study.ts';
import type { TrainedModel } from '../contract/trained-model.ts';

type WithoutParameters<Model> = Model extends TrainedModel ? Omit<Model, 'parameters'> : never;

/** What it takes to predict by a model beside its parameters. */
export type ModelForm = WithoutParameters<TrainedModel>;

/** Where the parameters of a run's model lie: an array of an array file, relative to `runs/`. */
export interface ModelPlace {
  readonly runId: string;
  readonly position: number;
  readonly form: ModelForm;
  readonly file: string;
  readonly array: string;
}

export interface ModelStore {
  /** Names the models of a run, in place of those that it had. */
  set(runId: string, places: readonly ModelPlace[]): void;
  /** Those of runs with a result, by run and position. */
  list(studyId: string): ModelPlace[];
}

const count = z.int().min(1);
const formSchema: z.ZodType<ModelForm> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('network'),
    tasks: z.array(z.int().min(0)),
    sharing: z.object({ form: z.string(), parameters: parametersSchema }),
    widths: z.array(count),
    heads: z.array(count),
  }),
  z.object({ kind: z.literal('linear'), tasks: z.array(z.int().min(0)), outputs: count }),
]);

interface ModelRow {
  run_id: string;
  position: number;
  form: string;
  file: string;
  array: string;
}

export function createModelStore(database: Database): ModelStore {
  const remove = database.prepare('DELETE FROM model WHERE run_id = ?');
  const insert = database.prepare(
    'INSERT INTO model (run_id, position, form, file, array) VALUES (:runId, :position, :form, :file, :array)',
  );
  const select = database.prepare<[string], ModelRow>(
    `SELECT model.* FROM model JOIN run ON run.id = model.run_id
     WHERE run.study_id = ? AND run.status IN ('completed', 'cancelled') ORDER BY run.position, model.position`,
  );
  return {
    set(runId, places) {
      remove.run(runId);
      for (const { position, form, file, array } of places) {
        insert.run({ runId, position, form: JSON.stringify(form), file, array });
      }
    },
    list(studyId) {
      return select.all(studyId).map((row) => ({
        runId: row.run_id,
        position: row.position,
        form: formSchema.parse(JSON.parse(row.form)),
        file: row.file,
        array: row.array,
      }));
    },
  };
}
