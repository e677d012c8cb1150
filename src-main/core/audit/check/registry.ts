import type { AuditCheck } from '../check.ts';
import { classImbalance, rareClass } from './class-imbalance.ts';
import { inputLeakage } from './input-leakage.ts';
import { labelPresence } from './label-presence.ts';
import { targetAmongInputs } from './target-among-inputs.ts';
import { taskLeakage } from './task-leakage.ts';

/** Every check, in the order in which findings of one severity are listed. */
export const auditChecks: readonly AuditCheck[] = [
  targetAmongInputs,
  inputLeakage,
  taskLeakage,
  labelPresence,
  rareClass,
  classImbalance,
];
