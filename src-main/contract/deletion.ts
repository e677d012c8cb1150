import { z } from 'zod';
import { studyStatusSchema } from './study.ts';

/** What a study holds, and what would stay of it: all that is to be known before it is deleted. */
export const studyHoldingsSchema = z.object({
  studyId: z.string(),
  name: z.string(),
  status: studyStatusSchema,
  runs: z.int(),
  /** Runs whose models are kept. */
  keptModels: z.int(),
  /** Of its models, predictions, splits, checkpoints and curves on the disk. */
  bytes: z.int(),
  dataset: z.object({
    fileName: z.string(),
    /** Of the table and of the copy of the file that it was read from. */
    bytes: z.int(),
    /** Names of the other studies on it, the archived ones too. */
    otherStudies: z.array(z.string()),
  }),
});
export type StudyHoldings = z.infer<typeof studyHoldingsSchema>;

/** What has become of a study that was deleted. */
export const studyDeletionSchema = z.object({
  studyId: z.string(),
  name: z.string(),
  /** Whether its data went too: where that was asked for and no other study is on it. */
  dataDeleted: z.boolean(),
  /** Names of the other studies on its data. */
  otherStudies: z.array(z.string()),
  /** Room on the disk that is free now. */
  freedBytes: z.int(),
  /** Of files that another program holds; they go when the workspace opens the next time. */
  leftBytes: z.int(),
});
export type StudyDeletion = z.infer<typeof studyDeletionSchema>;
