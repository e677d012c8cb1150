import { z } from 'zod';

export const runStatusSchema = z.enum(['queued', 'training', 'completed', 'failed', 'cancelled']);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** A metric's value on the test rows; null with a reason where it is undefined. */
export const metricValueSchema = z.object({ value: z.number().nullable(), reason: z.string().nullable() });
export type MetricValue = z.infer<typeof metricValueSchema>;

/** One trained model: arm x replicate. `metrics[task][metric]`, test rows only. */
export const runSchema = z.object({
  id: z.string(),
  arm: z.string(),
  split: z.int(),
  seed: z.int(),
  status: runStatusSchema,
  /** Why it failed and what to do; null unless failed. */
  failure: z.object({ message: z.string(), remedy: z.string() }).nullable(),
  bestEpoch: z.int().nullable(),
  epochsTrained: z.int(),
  metrics: z.record(z.string(), z.record(z.string(), metricValueSchema)),
  /** What the run settled for itself on validation rows or from the study, by name: groups of tasks, a penalty; empty for most. */
  choices: z.record(z.string(), z.string()).default({}),
});
export type Run = z.infer<typeof runSchema>;
