import { z } from 'zod';
import { causeSchema } from './cause.ts';
import { comparisonRowSchema } from './comparison.ts';
import { figureSchema } from './figure.ts';
import { taskTypeSchema } from './study.ts';

function both<Value extends z.ZodType>(value: Value) {
  return z.object({ twin: value, arm: value });
}

/** What was measured beside the scores, and what it may have to do with them. */
export const whyFindingSchema = z.object({
  about: z.enum(['gradients', 'labels', 'weights', 'scales']),
  /** Null where it explains nothing. */
  cause: causeSchema.nullable(),
  sentence: z.string(),
});
export type WhyFinding = z.infer<typeof whyFindingSchema>;

/** Area under a curve, mean over the replicates in which it is defined, and its range. */
export const curveAreaSchema = z.object({
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  replicates: z.int(),
});
export type CurveArea = z.infer<typeof curveAreaSchema>;

/** Counts over all rows of all replicates, and what follows from them; null where nothing is divided by. */
export const thresholdRatesSchema = z.object({
  truePositives: z.int(),
  falsePositives: z.int(),
  trueNegatives: z.int(),
  falseNegatives: z.int(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  specificity: z.number().nullable(),
  f1: z.number().nullable(),
  accuracy: z.number().nullable(),
});
export type ThresholdRates = z.infer<typeof thresholdRatesSchema>;

/** One class against the others. */
export const classCurvesSchema = z.object({
  positive: z.string(),
  areas: z.object({ roc: both(curveAreaSchema), precisionRecall: both(curveAreaSchema) }),
  figures: z.object({ roc: figureSchema, precisionRecall: figureSchema }),
  /** Thresholds 0, 0.01, ... 1; the class is said where its probability is at least the threshold. */
  thresholds: z.array(z.object({ threshold: z.number(), twin: thresholdRatesSchema, arm: thresholdRatesSchema })),
});
export type ClassCurvesView = z.infer<typeof classCurvesSchema>;

export const classificationViewSchema = z.object({
  classes: z.array(z.string()),
  /** counts[true class][predicted class], over all rows of all replicates. */
  confusion: both(z.array(z.array(z.int()))),
  calibration: figureSchema,
  calibrationError: both(z.number()),
  curves: classCurvesSchema,
});
export type ClassificationView = z.infer<typeof classificationViewSchema>;

/** Observed less predicted, in original units. `low` and `high` are the 5 % and 95 % quantiles. */
export const residualSummarySchema = z.object({
  mean: z.number(),
  sd: z.number().nullable(),
  low: z.number(),
  median: z.number(),
  high: z.number(),
  medianAbsolute: z.number(),
  rows: z.int(),
});
export type ResidualSummary = z.infer<typeof residualSummarySchema>;

export const regressionViewSchema = z.object({
  residuals: both(residualSummarySchema),
  figures: z.object({ observed: both(figureSchema), residual: both(figureSchema), distribution: figureSchema }),
});
export type RegressionView = z.infer<typeof regressionViewSchema>;

/** A row that one side does better than the other. */
export const rowExampleSchema = z.object({
  /** Row of the data, from 1. */
  row: z.int(),
  truth: z.string(),
  /** The class most often said, or the mean prediction. */
  twin: z.string(),
  arm: z.string(),
  /** Classes: share of replicates in which it is right. Numbers: mean absolute error. */
  score: both(z.number()),
  replicates: z.int(),
  /** As `columns`. */
  cells: z.array(z.string().nullable()),
});
export type RowExample = z.infer<typeof rowExampleSchema>;

export const changedRowsSchema = z.object({
  rows: z.int(),
  fixed: z.int(),
  broken: z.int(),
  bothRight: z.int().nullable(),
  bothWrong: z.int().nullable(),
  undecided: z.int(),
  /** Change between two seeds of one split; null with one seed a split. */
  churn: both(z.number().nullable()),
  /** Input columns that the examples show. */
  columns: z.array(z.string()),
  examples: z.object({ fixed: z.array(rowExampleSchema), broken: z.array(rowExampleSchema) }),
  sentence: z.string(),
});
export type ChangedRowsView = z.infer<typeof changedRowsSchema>;

export const cohortSchema = z.object({
  column: z.string(),
  level: z.string(),
  /** Labelled test rows, mean over replicates. */
  rows: z.number(),
  /** The task of the row is the cohort; Holm's family is all cohorts of this table. */
  comparison: comparisonRowSchema,
});
export type Cohort = z.infer<typeof cohortSchema>;

export const cohortsViewSchema = z.object({
  metric: z.string(),
  fewestRows: z.int(),
  /** Levels with fewer rows, or beyond the most frequent of their input. */
  levelsLeftOut: z.int(),
  /** Inputs whose cells seldom agree: texts, vectors, pictures. */
  leftOut: z.array(z.string()),
  /** The largest loss first. */
  cohorts: z.array(cohortSchema),
  sentence: z.string(),
  warnings: z.array(z.string()),
  figure: figureSchema.nullable(),
});
export type CohortsView = z.infer<typeof cohortsViewSchema>;

/** One task of a study under one arm, beside its single-task twin, from the stored predictions on test rows. */
export const explanationSchema = z.object({
  task: z.string(),
  type: taskTypeSchema,
  arm: z.string(),
  /** What the numbers rest on. */
  coverage: z.object({
    replicates: z.int(),
    splits: z.int(),
    /** Replicates of which only one side has usable predictions. */
    unpaired: z.int(),
    /** Rows of the data that were labelled test rows at least once. */
    rows: z.int(),
    /** Predictions of each side, all replicates together. */
    predictions: z.int(),
    sentence: z.string(),
  }),
  why: z.object({
    /** The comparison of the task under its primary metric; null where there is none. */
    comparison: comparisonRowSchema.nullable(),
    findings: z.array(whyFindingSchema),
  }),
  classification: classificationViewSchema.nullable(),
  regression: regressionViewSchema.nullable(),
  rows: changedRowsSchema,
  cohorts: cohortsViewSchema,
  /** Cosines between the tasks' gradients under the arm; null where none were measured. */
  relations: figureSchema.nullable(),
});
export type Explanation = z.infer<typeof explanationSchema>;
