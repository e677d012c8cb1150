import { z } from 'zod';
import { causeSchema } from './cause.ts';
import { runStatusSchema } from './run.ts';

export const stageSchema = z.enum(['queued', 'preparing', 'compiling', 'training', 'evaluating', 'comparing', 'done']);
export type Stage = z.infer<typeof stageSchema>;

/** Mean over replicates with the band named in the figure: smallest to largest. Null before an epoch is reached. */
export const bandSeriesSchema = z.object({
  epochs: z.array(z.int()),
  mean: z.array(z.number().nullable()),
  low: z.array(z.number().nullable()),
  high: z.array(z.number().nullable()),
});
export type BandSeries = z.infer<typeof bandSeriesSchema>;

/** A task's loss under one arm (or its twin); losses of regression tasks are on the standardized target. */
export const curveSchema = z.object({
  task: z.string(),
  arm: z.string(),
  train: bandSeriesSchema,
  validation: bandSeriesSchema,
});
export type Curve = z.infer<typeof curveSchema>;

export const alarmSchema = z.object({
  kind: z.enum(['negative-transfer', 'diverged', 'stuck', 'memory', 'fallback']),
  arm: z.string().nullable(),
  task: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  /** What is known so far of why; absent where nothing is. */
  causes: z.array(causeSchema).optional(),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** The whole of the Run screen at one moment. */
export const liveStudySchema = z.object({
  studyId: z.string(),
  sequence: z.int(),
  stage: stageSchema,
  startedAt: z.string().nullable(),
  elapsedSeconds: z.number(),
  etaSeconds: z.number().nullable(),
  /** Share of all planned training steps done, 0 to 1. */
  fraction: z.number().min(0).max(1),
  epoch: z.int(),
  epochs: z.int(),
  stepsPerSecond: z.number().nullable(),
  engine: z.string().nullable(),
  runs: z.array(
    z.object({
      arm: z.string(),
      split: z.int(),
      seed: z.int(),
      status: runStatusSchema,
      epoch: z.int(),
      improving: z.boolean(),
    }),
  ),
  curves: z.array(curveSchema),
  /** Mean over replicates; values[task][i] at epochs[i]. */
  taskWeights: z.array(
    z.object({
      arm: z.string(),
      tasks: z.array(z.string()),
      epochs: z.array(z.int()),
      values: z.array(z.array(z.number().nullable())),
    }),
  ),
  /** Mean over replicates and the last ten epochs; matrix[task][task]. */
  gradientCosines: z.array(
    z.object({
      arm: z.string(),
      tasks: z.array(z.string()),
      matrix: z.array(z.array(z.number().nullable())),
      conflictRate: z.array(z.array(z.number().nullable())),
    }),
  ),
  /** By arm, epoch by epoch: what the solver of its method left undone; arms whose method has one. */
  residuals: z.array(z.object({ arm: z.string(), series: bandSeriesSchema })),
  /** Share of the steps looked at in which a task's gradient vanishes, mean over replicates; values[task][i] at epochs[i]. */
  zeroGradients: z.array(
    z.object({
      arm: z.string(),
      tasks: z.array(z.string()),
      epochs: z.array(z.int()),
      values: z.array(z.array(z.number().nullable())),
    }),
  ),
  alarms: z.array(alarmSchema),
});
export type LiveStudy = z.infer<typeof liveStudySchema>;
