import { z } from 'zod';

/** What `doctor` prints and the status line shows. */
export const statusSchema = z.object({
  version: z.string(),
  engine: z.object({
    /** The best engine that works here. */
    kind: z.enum(['xla', 'direct', 'graph', 'eager', 'wasm']),
    /** Which instructions of the processor the direct engine is compiled for, as amx or v4; null where it is not there. */
    level: z.string().nullable(),
    /** Its version; null where it cannot be loaded. The direct engine leaves to it what it lacks an op for. */
    tensorflow: z.string().nullable(),
    /** Why something better does not run here, and what to do. */
    notice: z.string().nullable(),
  }),
  /** Trainers that are all at work take one thread each; one that works alone takes `perLoneTrainer`. */
  threads: z.object({ cores: z.int(), trainers: z.int(), perLoneTrainer: z.int() }),
  gpu: z.object({ available: z.boolean(), name: z.string().nullable(), explanation: z.string() }),
  electron: z.object({ available: z.boolean(), version: z.string().nullable(), explanation: z.string() }),
  node: z.string(),
  platform: z.string(),
  sqlite: z.string(),
  duckdb: z.string(),
  workspace: z.string(),
  memoryBytes: z.number(),
});
export type Status = z.infer<typeof statusSchema>;

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  significantDigits: z.int().min(2).max(6).default(3),
  decimalMark: z.enum(['.', ',']).default('.'),
  /** Last screen of each study, so that a restart opens where one was. */
  lastStudyId: z.string().nullable().default(null),
});
export type Settings = z.infer<typeof settingsSchema>;

const { theme, significantDigits, decimalMark, lastStudyId } = settingsSchema.shape;
/** What is absent stays as it is: a default here would set it back. */
export const settingsChangeSchema = z.strictObject({
  theme: theme.unwrap().optional(),
  significantDigits: significantDigits.unwrap().optional(),
  decimalMark: decimalMark.unwrap().optional(),
  lastStudyId: lastStudyId.unwrap().optional(),
});

export const sampleSchema = z.object({
  id: z.string(),
  name: z.string(),
  question: z.string(),
  description: z.string(),
  rows: z.int(),
  tasks: z.array(z.string()),
  source: z.string(),
  licence: z.string(),
  /** What it is an example of, in a few words. */
  topic: z.string(),
  /** What sharing does, kinds of targets and inputs, or data as it comes. */
  group: z.enum(['sharing', 'kinds', 'data']),
  /**
   * What its study ends with: `unclear` where nothing speaks for or against sharing, `stopped` where the audit blocks the
   * run until its red findings are mended.
   */
  expectation: z.enum(['helps', 'hurts', 'mixed', 'unclear', 'stopped']),
});
export type Sample = z.infer<typeof sampleSchema>;
