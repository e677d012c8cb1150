import { z } from 'zod';
import { causeSchema } from './cause.ts';
import { readingSchema, type Reading } from './reading.ts';

export { readingSchema, type Reading };

/** One arm against its baseline on one task and metric. Differences are oriented: positive is better. */
export const comparisonRowSchema = z.object({
  arm: z.string(),
  baseline: z.string(),
  task: z.string(),
  metric: z.string(),
  /** Paired units: splits, seeds of a split averaged; seeds when there is one split. */
  n: z.int(),
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  baselineMean: z.number().nullable(),
  baselineSd: z.number().nullable(),
  difference: z.number().nullable(),
  relativePercent: z.number().nullable(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  t: z.number().nullable(),
  df: z.number().nullable(),
  p: z.number().nullable(),
  pHolm: z.number().nullable(),
  dz: z.number().nullable(),
  cliffsDelta: z.number().nullable(),
  rope: z.number(),
  pBetter: z.number().nullable(),
  pEqual: z.number().nullable(),
  pWorse: z.number().nullable(),
  wins: z.int(),
  ties: z.int(),
  losses: z.int(),
  reading: readingSchema,
  /** Extra units that could settle an open reading, null where more would not. */
  unitsNeeded: z.int().nullable(),
  /** The row in words, with its claim. */
  sentence: z.string(),
  /** The paired values behind the row, one a unit, in the metric's own orientation. */
  units: z.array(
    z.object({
      split: z.int(),
      seed: z.int().nullable(),
      value: z.number().nullable(),
      baseline: z.number().nullable(),
    }),
  ),
  /** Why a number is missing, else null. */
  reason: z.string().nullable(),
});
export type ComparisonRow = z.infer<typeof comparisonRowSchema>;

export const deltaMtlSchema = z.object({
  arm: z.string(),
  /** Percent; mean over tasks of the mean over metrics. */
  taskAveraged: z.number().nullable(),
  /** Percent; mean over all task-metric pairs. */
  metricFlat: z.number().nullable(),
  /** Corrected 95 % interval of the task-averaged value. */
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  metricFlatCi95: z.tuple([z.number(), z.number()]).nullable(),
  worstTask: z.object({ task: z.string(), percent: z.number() }).nullable(),
  tasksBelowZero: z.int(),
  meanRank: z.number().nullable(),
  excluded: z.array(z.string()),
});
export type DeltaMtl = z.infer<typeof deltaMtlSchema>;

export const spreadSchema = z.object({
  arm: z.string(),
  task: z.string(),
  metric: z.string(),
  /** SD of the metric over retrains with another seed on the same split, mean over splits; null with one seed. */
  sdOverSeeds: z.number().nullable(),
  sdOverSplits: z.number().nullable(),
});
export type Spread = z.infer<typeof spreadSchema>;

/** Per multi-task arm and task pair, over replicates and epochs. */
export const gradientCosineSchema = z.object({
  arm: z.string(),
  taskA: z.string(),
  taskB: z.string(),
  mean: z.number(),
  /** Share of measured epochs in which the cosine is below zero. */
  conflictRate: z.number(),
});
export type GradientCosine = z.infer<typeof gradientCosineSchema>;

/** What the runs of an arm settled for themselves on validation rows or from the study; the most frequent value first. */
export const armChoiceSchema = z.object({
  arm: z.string(),
  name: z.string(),
  values: z.array(z.object({ value: z.string(), runs: z.int() })),
});
export type ArmChoice = z.infer<typeof armChoiceSchema>;

export const taskVerdictSchema = z.object({
  task: z.string(),
  arm: z.string(),
  verdict: readingSchema,
  reason: z.string(),
  /** Of what the reason names as likely; absent where it names none. */
  causes: z.array(causeSchema).optional(),
});

export const overallVerdictSchema = z.object({
  kind: z.enum(['adopt', 'split', 'roll-back', 'undecided']),
  /** The arm the verdict speaks of: the best by the rule stated in `reason`. */
  arm: z.string().nullable(),
  /** Tasks to serve from the multi-task model. */
  tasks: z.array(z.string()),
  /** Replicates to add when undecided. */
  unitsNeeded: z.int().nullable(),
  title: z.string(),
  reason: z.string(),
});
export type OverallVerdict = z.infer<typeof overallVerdictSchema>;

export const verdictSchema = z.object({
  overall: overallVerdictSchema,
  tasks: z.array(taskVerdictSchema),
  /** The same rule applied to each multi-task arm alone. */
  arms: z.array(overallVerdictSchema),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const comparisonDesignSchema = z.object({
  splits: z.int(),
  seeds: z.int(),
  units: z.int(),
  /** n_test / n_train of the correction; 0 when the units are seeds of one split. */
  rho: z.number(),
  /** Rows of a split, mean; null where they are not known. */
  nTrain: z.number().nullable(),
  nTest: z.number().nullable(),
  /** Comparisons in the Holm family. */
  family: z.int(),
  claim: z.string(),
  footnote: z.string(),
});
export type ComparisonDesign = z.infer<typeof comparisonDesignSchema>;

export const comparisonSchema = z.object({
  design: comparisonDesignSchema,
  rows: z.array(comparisonRowSchema),
  deltaMtl: z.array(deltaMtlSchema),
  spread: z.array(spreadSchema),
  gradientCosines: z.array(gradientCosineSchema),
  choices: z.array(armChoiceSchema),
  warnings: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonSchema>;
