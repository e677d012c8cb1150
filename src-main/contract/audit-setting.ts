import { z } from 'zod';

/** Every check of the data audit, in the order in which findings are listed. */
export const auditCheckIds = [
  'target-among-inputs',
  'input-leakage',
  'task-leakage',
  'duplicates-across-splits',
  'groups-across-splits',
  'label-presence',
  'constant-target',
  'rare-class',
  'class-imbalance',
  'spurious-link',
  'inconsistent-annotation',
  'missing-not-at-random',
  'temporal-skew',
  'drift',
  'stray-date',
  'noise',
  'loss-scale',
  'unusable-input',
] as const;

export const auditCheckIdSchema = z.enum(auditCheckIds);
export type AuditCheckId = z.infer<typeof auditCheckIdSchema>;

/** What a study changes of the audit: the tolerance of a check, or null to leave the check out. The others keep theirs. */
export const auditSettingSchema = z.strictObject({
  tolerances: z.partialRecord(auditCheckIdSchema, z.number().min(0).nullable()),
});
export type AuditSetting = z.infer<typeof auditSettingSchema>;
