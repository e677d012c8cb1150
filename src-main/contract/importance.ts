import { z } from 'zod';
import { figureSchema } from './figure.ts';

/** Seeded permutations of each input that are averaged unless another number is asked for. */
export const defaultRepeats = 5;
export const mostRepeats = 100;

/** How one arm's models rely on the inputs for one task, run by run: what is measured, before any statistics. */
export const armImportanceSchema = z.object({
  /** An input a column, or a group of columns that are one input; `features` numbers of the network come of it. */
  inputs: z.array(z.object({ column: z.string(), features: z.int() })),
  runs: z.array(
    z.object({
      split: z.int(),
      seed: z.int(),
      /** Labelled test rows of the split. */
      rows: z.int(),
      /** The primary metric on the labelled test rows as they are; null where it is undefined. */
      score: z.number().nullable(),
      /** For each input: how much worse the metric is with the input permuted, mean over the permutations. */
      drops: z.array(z.number().nullable()),
      /** For each input: whether any permutation gave a row another value of it. Where none did, its drop says nothing. */
      varies: z.array(z.boolean()),
    }),
  ),
});
export type ArmImportance = z.infer<typeof armImportanceSchema>;

/** Mean over the replicates in which it is measured, null without any; the interval is null where there are fewer than two units or they do not vary. */
const estimateSchema = z.object({
  n: z.int(),
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
});
export type ImportanceEstimate = z.infer<typeof estimateSchema>;

export const importanceSchema = z.object({
  task: z.string(),
  arm: z.string(),
  /** The single-task twin. */
  twin: z.string(),
  metric: z.object({ id: z.string(), name: z.string(), higherIsBetter: z.boolean() }),
  repeats: z.int(),
  /** Mean of the metric with no input permuted. */
  score: z.object({ arm: z.number().nullable(), twin: z.number().nullable() }),
  /** The input that either relies on most comes first. Positive: worse when permuted. `difference` is arm less twin, pair by pair. */
  inputs: z.array(
    z.object({
      column: z.string(),
      features: z.int(),
      arm: estimateSchema,
      twin: estimateSchema,
      difference: estimateSchema,
      /** Splits in which it cannot be measured, since no permutation gave a labelled test row another value; they are left out. */
      unmeasured: z.array(z.int()),
    }),
  ),
  units: z.enum(['splits', 'seeds']),
  /** n_test / n_train of the correction; 0 where the units are seeds of one split. */
  rho: z.number(),
  /** What was computed, and what it does not say. */
  footnote: z.string(),
  warnings: z.array(z.string()),
  figure: figureSchema,
});
export type Importance = z.infer<typeof importanceSchema>;

/** Which models, which task, and how many permutations. */
export const importanceRequestSchema = z.strictObject({
  studyId: z.string(),
  arm: z.string(),
  task: z.string(),
  repeats: z.int().min(1).max(mostRepeats).default(defaultRepeats),
});
export type ImportanceRequest = z.infer<typeof importanceRequestSchema>;
