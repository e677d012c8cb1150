import type { AuditCheck } from '../check.ts';
import { classImbalance, rareClass } from './class-imbalance.ts';
import { constantTarget } from './constant-target.ts';
import { drift } from './drift.ts';
import { duplicatesAcrossSplits } from './duplicates-across-splits.ts';
import { groupsAcrossSplits } from './groups-across-splits.ts';
import { inconsistentAnnotation } from './inconsistent-annotation.ts';
import { inputLeakage } from './input-leakage.ts';
import { labelPresence } from './label-presence.ts';
import { lossScale } from './loss-scale.ts';
import { missingNotAtRandom } from './missing-not-at-random.ts';
import { noise } from './noise.ts';
import { spuriousLink } from './spurious-link.ts';
import { targetAmongInputs } from './target-among-inputs.ts';
import { strayDate } from './stray-date.ts';
import { taskLeakage } from './task-leakage.ts';
import { temporalSkew } from './temporal-skew.ts';
import { unusableInput } from './unusable-input.ts';

/** Every check, in the order in which findings of one severity are listed. */
export const auditChecks: readonly AuditCheck[] = [
  targetAmongInputs,
  inputLeakage,
  taskLeakage,
  duplicatesAcrossSplits,
  groupsAcrossSplits,
  labelPresence,
  constantTarget,
  rareClass,
  classImbalance,
  spuriousLink,
  inconsistentAnnotation,
  missingNotAtRandom,
  temporalSkew,
  drift,
  strayDate,
  noise,
  lossScale,
  unusableInput,
];
