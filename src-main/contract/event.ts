import { z } from 'zod';
import { studyStatusSchema } from './study.ts';
import { stageSchema } from './live.ts';
import { errorRecordSchema } from './error-record.ts';

/** What the service announces. Events name what changed; the page asks for the content. `sequence` rises by one per event. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), sequence: z.int() }),
  z.object({ kind: z.literal('datasets-changed'), sequence: z.int() }),
  z.object({ kind: z.literal('studies-changed'), sequence: z.int() }),
  /** The study is no more; whatever was kept of it is to be forgotten. */
  z.object({ kind: z.literal('study-deleted'), sequence: z.int(), studyId: z.string() }),
  z.object({
    kind: z.literal('import-progress'),
    sequence: z.int(),
    fileToken: z.string(),
    stage: z.string(),
    fraction: z.number(),
  }),
  /** `fraction` 1 ends an audit, whether it was made or given up. */
  z.object({
    kind: z.literal('audit-progress'),
    sequence: z.int(),
    studyId: z.string(),
    check: z.string(),
    fraction: z.number(),
  }),
  /** `fraction` 1 ends it, whether it was computed or given up. */
  z.object({
    kind: z.literal('importance-progress'),
    sequence: z.int(),
    studyId: z.string(),
    arm: z.string(),
    task: z.string(),
    fraction: z.number(),
  }),
  z.object({
    kind: z.literal('study-status'),
    sequence: z.int(),
    studyId: z.string(),
    status: studyStatusSchema,
    error: errorRecordSchema.nullable(),
  }),
  z.object({
    kind: z.literal('study-progress'),
    sequence: z.int(),
    studyId: z.string(),
    stage: stageSchema,
    fraction: z.number(),
    epoch: z.int(),
    etaSeconds: z.number().nullable(),
  }),
]);
export type AppEvent = z.infer<typeof eventSchema>;
