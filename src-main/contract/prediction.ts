import { z } from 'zod';
import { importOptionsSchema, importWarningSchema } from './dataset.ts';
import { taskTypeSchema } from './study.ts';

/** Where new rows leave what the models were trained on. Here as everywhere in a prediction rows are counted from 1, the first below the header. */
export const driftSchema = z.object({
  kind: z.enum(['outside-range', 'unseen-label', 'missing']),
  column: z.string(),
  rows: z.int(),
  /** Of the rows with a value; of all rows where it is about missing ones. */
  share: z.number(),
  /** What the training rows have: a range, a number of labels, a share. */
  known: z.string(),
  example: z.object({ row: z.int(), value: z.string() }),
});
export type Drift = z.infer<typeof driftSchema>;

export const taskPredictionSchema = z.object({
  task: z.string(),
  type: taskTypeSchema,
  /** Whose models: the arm, or the task's twin. */
  arm: z.string(),
  /** Runs whose predictions are averaged. */
  runs: z.int(),
  /** Of classification, in the order of the probabilities. */
  classes: z.array(z.string()),
  /** By row: the mean number, or the class with the largest mean probability. */
  values: z.array(z.union([z.number(), z.string()])),
  /** By row: standard deviation over the runs of that number, or of that class's probability; null for a single run. */
  spread: z.array(z.number().nullable()),
  /** By row and class; empty for numbers. */
  probabilities: z.array(z.array(z.number())),
});
export type TaskPrediction = z.infer<typeof taskPredictionSchema>;

/** An input column that the file does not have: every row was read as if its cell were missing. */
export const absentInputSchema = z.object({
  column: z.string(),
  /** A column of the file that may be meant. */
  near: z.string().nullable(),
  /** Of the training rows, those that lack it too. */
  share: z.number(),
});
export type AbsentInput = z.infer<typeof absentInputSchema>;

export const predictionSchema = z.object({
  rows: z.int(),
  /** Columns of the new rows that name them: those of role id in the study, where the file has them. */
  names: z.array(z.object({ column: z.string(), values: z.array(z.string().nullable()) })),
  tasks: z.array(taskPredictionSchema),
  /** Empty unless such columns are allowed. */
  absent: z.array(absentInputSchema),
  drift: z.array(driftSchema),
  warnings: z.array(importWarningSchema),
  /** What was computed and what it does not say. */
  footnote: z.string(),
});
export type Prediction = z.infer<typeof predictionSchema>;

export const predictionRequestSchema = z.strictObject({
  studyId: z.string(),
  /** An arm of the study; `single-task` for the twin of every task, `single-task:TASK` for one. */
  arm: z.string(),
  /** Tasks that another arm predicts, or that arm's twin. */
  arms: z.record(z.string(), z.string()).default({}),
  fileToken: z.string(),
  options: importOptionsSchema,
  /** Whether input columns that the file does not have are read as missing values; refused otherwise. */
  fillMissing: z.boolean().default(false),
  /** Models from disk that make inputs again of columns of the file, as they made them for the study. */
  embeddings: z
    .array(z.strictObject({ column: z.string(), modelToken: z.string(), vocabularyToken: z.string().nullable() }))
    .default([]),
});
export type PredictionRequest = z.infer<typeof predictionRequestSchema>;

/** Models that a study has kept, and which of them the verdict would have serve each task. */
export const keptModelsSchema = z.object({
  /** Of all files that hold them. */
  bytes: z.int(),
  arms: z.array(
    z.object({
      arm: z.string(),
      tasks: z.array(z.string()),
      /** Runs whose models are kept. */
      runs: z.int(),
      /** Of a run's parameters as they are kept, mean over the runs. */
      bytesPerRun: z.int(),
    }),
  ),
  /** By task: the arm, or the twin's id where the verdict is for it; null where nothing predicts the task. */
  serve: z.array(z.object({ task: z.string(), arm: z.string().nullable() })),
  /** The verdict that the choice follows; null where there is none. */
  verdict: z.string().nullable(),
});
export type KeptModels = z.infer<typeof keptModelsSchema>;
