import { z } from 'zod';
import { inputSettingSchema } from './input-setting.ts';
import { auditSettingSchema } from './audit-setting.ts';

export const roleSchema = z.enum(['input', 'task', 'ignore', 'id']);
export type Role = z.infer<typeof roleSchema>;

export const taskTypeSchema = z.enum(['regression', 'binary', 'multiclass']);
export type TaskType = z.infer<typeof taskTypeSchema>;

/** A target column. `loss`, `primaryMetric` are ids of the registries in core/loss and core/metric. */
export const taskSchema = z.strictObject({
  column: z.string().min(1),
  type: taskTypeSchema,
  loss: z.string().min(1),
  primaryMetric: z.string().min(1),
  /** Class labels in order; for binary the second is the positive class. Empty for regression. */
  classes: z.array(z.string()),
  /** Region of practical equivalence in units of the primary metric; null is .01 for metrics in [0, 1] where higher is better, else 1 % of the twin. */
  rope: z.number().positive().nullable(),
});
export type Task = z.infer<typeof taskSchema>;

export const splitKindSchema = z.enum([
  'random',
  'stratified',
  'stratified-tasks',
  'group',
  'time',
  'k-fold',
  'column',
]);
export type SplitKind = z.infer<typeof splitKindSchema>;

export const splitPlanSchema = z.strictObject({
  kind: splitKindSchema,
  /** The group or time column; the task to stratify by; the column that says the part; null where the kind needs none. */
  column: z.string().nullable(),
  splits: z.int().min(1).max(100),
  testFraction: z.number().min(0.05).max(0.6),
  validationFraction: z.number().min(0.05).max(0.5),
  /** Folds of a k-fold plan; `splits` is a multiple of it. Absent is 5. */
  folds: z.int().min(2).max(50).optional(),
  /** Share of the rows that a time split leaves out before its validation and its test part. Absent is none. */
  gapFraction: z.number().min(0).max(0.3).optional(),
});
export type SplitPlan = z.infer<typeof splitPlanSchema>;

export const activationSchema = z.enum(['relu', 'tanh', 'elu', 'gelu', 'linear']);
export type Activation = z.infer<typeof activationSchema>;

export const networkSchema = z.strictObject({
  widths: z.array(z.int().min(1).max(4096)).min(1).max(8),
  activation: activationSchema,
  dropout: z.number().min(0).max(0.9),
  layerNorm: z.boolean(),
});
export type Network = z.infer<typeof networkSchema>;

export const trainingSchema = z.strictObject({
  optimizer: z.enum(['adam', 'sgd']),
  learningRate: z.number().positive().max(10),
  momentum: z.number().min(0).max(0.999),
  /** Decoupled weight decay per step, multiplied by the learning rate. */
  weightDecay: z.number().min(0).max(1),
  /** Largest global norm of the update's gradient per replica; null is off. */
  gradientClip: z.number().positive().nullable(),
  batchSize: z.int().min(1).max(65536),
  epochs: z.int().min(1).max(10000),
  /** Epochs without a better validation loss before a replica stops; null trains all epochs. */
  patience: z.int().min(1).nullable(),
});
export type Training = z.infer<typeof trainingSchema>;

export const parametersSchema = z.record(z.string(), z.union([z.number(), z.array(z.number()), z.string()]));
export type Parameters = z.infer<typeof parametersSchema>;

/** A multi-task arm. Twins are never listed: every study has them. `method`, `sharing` are registry ids. */
export const armSpecSchema = z.strictObject({
  method: z.string().min(1),
  sharing: z.string().min(1),
  parameters: parametersSchema,
});
export type ArmSpec = z.infer<typeof armSpecSchema>;

export const claimSchema = z.enum(['this-split', 'new-data']);
export type Claim = z.infer<typeof claimSchema>;

/** A study before and after it is frozen: the whole of what decides its numbers. */
export const studySpecSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(200),
  dataset: z.strictObject({ id: z.string(), name: z.string(), contentHash: z.string(), rows: z.int() }),
  roles: z.record(z.string(), roleSchema),
  tasks: z.array(taskSchema).max(16),
  split: splitPlanSchema,
  seeds: z.int().min(1).max(100),
  baseSeed: z.int().min(0).max(2147483647),
  network: networkSchema,
  training: trainingSchema,
  arms: z.array(armSpecSchema).max(64),
  claim: claimSchema,
  /** Fewer models to keep counts as a gain of its own, which settles what is otherwise practically equal. */
  fewerModelsIsAGoal: z.boolean(),
  /** The analyst's answer to "why should these tasks share?", kept in the report. */
  note: z.string().max(5000),
  /** How columns become inputs where that is not the usual way of their type; absent where all are usual. */
  inputs: inputSettingSchema.optional(),
  /** What differs from the audit's usual tolerances; absent where nothing does. */
  audit: auditSettingSchema.optional(),
});
export type StudySpec = z.infer<typeof studySpecSchema>;

export const studyStatusSchema = z.enum(['draft', 'running', 'interrupted', 'stopped', 'completed', 'failed']);
export type StudyStatus = z.infer<typeof studyStatusSchema>;

export const studySchema = z.object({
  id: z.string(),
  status: studyStatusSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
  archived: z.boolean(),
  starred: z.boolean(),
  sampleId: z.string().nullable(),
  spec: studySpecSchema,
});
export type Study = z.infer<typeof studySchema>;

/** One line of History. */
export const studySummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  status: studyStatusSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
  archived: z.boolean(),
  starred: z.boolean(),
  datasetName: z.string(),
  rows: z.int(),
  tasks: z.array(z.string()),
  armCount: z.int(),
  runCount: z.int(),
  /** The overall verdict's sentence, null before there is one. */
  verdict: z.string().nullable(),
});
export type StudySummary = z.infer<typeof studySummarySchema>;
