import { z } from 'zod';
import { claimSchema, splitPlanSchema } from './study.ts';

export const stepSchema = z.enum(['data', 'audit', 'tasks', 'sharing', 'balancing', 'design']);
export type Step = z.infer<typeof stepSchema>;

/** Another way to split, tried on the data: with it the study has no error of its splits. */
export const splitProposalSchema = z.object({
  split: splitPlanSchema,
  baseSeed: z.int(),
  seeds: z.int(),
  claim: claimSchema,
  /** What differs from the plan, for a label: 'stratified by all tasks, 5 splits'. */
  change: z.string(),
  /** Why that works, and what is given up for it. */
  why: z.string(),
});
export type SplitProposal = z.infer<typeof splitProposalSchema>;

/** Something that blocks a start (error), deserves a look (warning) or is good to know (note). */
export const problemSchema = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  code: z.string(),
  /** What, where, the value, and what to do. */
  message: z.string(),
  step: stepSchema,
  column: z.string().nullable(),
  /** A split that does not have this problem; absent where none was looked for or found. */
  proposal: splitProposalSchema.optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export const estimateSchema = z.object({
  /** Wall time of training and evaluation, seconds. */
  seconds: z.number(),
  compileSeconds: z.number(),
  millisecondsPerStep: z.number(),
  measuredSteps: z.int(),
  engine: z.string(),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** Labelled rows of a task in each part. */
export const labelCountSchema = z.object({ task: z.string(), train: z.int(), validation: z.int(), test: z.int() });
export type LabelCount = z.infer<typeof labelCountSchema>;

export const designCheckSchema = z.object({
  problems: z.array(problemSchema),
  units: z.int(),
  unitName: z.enum(['splits', 'seeds']),
  rho: z.number(),
  nTrain: z.int(),
  nValidation: z.int(),
  nTest: z.int(),
  /** Labelled rows per task and part, over splits: the smallest. */
  labels: z.array(labelCountSchema),
  /** Every split by itself: its rows, and the labelled ones of each task. */
  bySplit: z.array(z.object({ train: z.int(), validation: z.int(), test: z.int(), labels: z.array(labelCountSchema) })),
  /** Comparisons in the Holm family. */
  family: z.int(),
  /** Least two-sided p a Wilcoxon test could reach with these units, and after Holm. */
  leastP: z.number().nullable(),
  leastPHolm: z.number().nullable(),
  /** Smallest difference found with 80 % power by the corrected t, in units of the SD of paired differences; null with one unit. */
  detectableDifference: z.number().nullable(),
  /** Beyond this, only more rows help (2.80 sqrt(rho)). */
  detectableLimit: z.number(),
  detectableByUnits: z.array(z.object({ units: z.int(), detectable: z.number() })),
  canShow: z.string(),
  cannotShow: z.string(),
  trainings: z.int(),
  steps: z.int(),
  memoryBytes: z.number(),
  diskBytes: z.number(),
  checklist: z.array(z.object({ item: z.string(), done: z.boolean(), explanation: z.string() })),
});
export type DesignCheck = z.infer<typeof designCheckSchema>;
