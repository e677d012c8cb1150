import { z } from 'zod';
import { auditCheckIdSchema } from './audit-setting.ts';
import { figureSchema } from './figure.ts';
import { roleSchema, splitKindSchema } from './study.ts';

/** red keeps a study from starting, amber deserves a look, a note is good to know. */
export const auditSeveritySchema = z.enum(['red', 'amber', 'note']);
export type AuditSeverity = z.infer<typeof auditSeveritySchema>;

/** One change of the study's settings that takes the cause of a finding away. */
export const mendSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), label: z.string(), columns: z.array(z.string()), role: roleSchema }),
  z.object({ kind: z.literal('split'), label: z.string(), split: splitKindSchema, column: z.string().nullable() }),
  z.object({ kind: z.literal('drop-task'), label: z.string(), task: z.string() }),
  z.object({
    kind: z.literal('drop-classes'),
    label: z.string(),
    task: z.string(),
    classes: z.array(z.string()),
  }),
  z.object({ kind: z.literal('loss'), label: z.string(), task: z.string(), loss: z.string() }),
]);
export type Mend = z.infer<typeof mendSchema>;

export const findingSchema = z.object({
  /** The same for the same finding of a later audit. */
  id: z.string(),
  check: auditCheckIdSchema,
  severity: auditSeveritySchema,
  /** What was found, where, how large, and what to do. */
  message: z.string(),
  columns: z.array(z.string()),
  tasks: z.array(z.string()),
  /** What was compared with the tolerance. */
  value: z.number().nullable(),
  /** The tolerance used. */
  threshold: z.number(),
  /** Other numbers that belong to it. */
  numbers: z.array(z.object({ name: z.string(), value: z.number() })),
  /** Data rows that show it, 1 is the first below the header; the first ones where there are many. */
  rows: z.array(z.int().min(1)),
  /** All rows that show it. */
  rowCount: z.int().min(0),
  mend: mendSchema.nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

/** One check as it ran: what it computed, on how many rows, and what it cannot see. */
export const auditCheckReportSchema = z.object({
  id: auditCheckIdSchema,
  name: z.string(),
  computes: z.string(),
  cannotSee: z.string(),
  tolerance: z.object({
    meaning: z.string(),
    default: z.number(),
    minimum: z.number(),
    maximum: z.number(),
    /** Null where the check was left out. */
    used: z.number().nullable(),
  }),
  /** Rows that the check looked at. */
  rows: z.int().min(0),
  /** Why there was nothing to check, such as no time column; null where it ran. */
  skipped: z.string().nullable(),
  findings: z.int().min(0),
});
export type AuditCheckReport = z.infer<typeof auditCheckReportSchema>;

/** How many rows carry which combination of labels. */
export const presenceSchema = z.object({
  tasks: z.array(z.string()),
  rows: z.int(),
  /** Most frequent first; `labelled` in the order of the tasks. */
  combinations: z.array(z.object({ labelled: z.array(z.boolean()), rows: z.int() })),
  /** Combinations that occur, also those not listed. */
  combinationCount: z.int(),
  /** counts[i][j]: rows labelled for both, over all rows. */
  together: z.array(z.array(z.int())),
  /** The same for each part of each split (numbered from 0). */
  parts: z.array(
    z.object({
      split: z.int(),
      part: z.enum(['train', 'validation', 'test']),
      together: z.array(z.array(z.int())),
    }),
  ),
});
export type Presence = z.infer<typeof presenceSchema>;

export const relationSchema = z.object({
  taskA: z.string(),
  taskB: z.string(),
  /** Rows labelled for both. */
  shared: z.int(),
  measure: z.enum(['pearson', 'cramers-v', 'correlation-ratio']),
  /** Null where too few rows are shared or a task has one value there. */
  value: z.number().nullable(),
  /** 95 %. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** How the interval was made. */
  intervalMethod: z.string(),
  /** Rows by pair of classes, where both tasks have classes. */
  classes: z.object({ a: z.array(z.string()), b: z.array(z.string()), counts: z.array(z.array(z.int())) }).nullable(),
});
export type TaskRelation = z.infer<typeof relationSchema>;

export const auditResultSchema = z.object({
  /** Red first, then in the order of the checks. */
  findings: z.array(findingSchema),
  checks: z.array(auditCheckReportSchema),
  presence: presenceSchema,
  relations: z.array(relationSchema),
  figures: z.object({ presence: figureSchema, relations: figureSchema }),
  rows: z.int(),
  /** Rows that the checks other than label presence were given: all, or a seeded sample of a large table. */
  rowsGiven: z.int(),
});
export type AuditResult = z.infer<typeof auditResultSchema>;
