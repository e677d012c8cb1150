import type { AuditCheckId } from '../../../src-main/contract/audit-setting.ts';
import { scenarioOf, type Cause, type CauseScenario } from '../../../src-main/contract/cause.ts';
import type { Reading } from '../../../src-main/contract/comparison.ts';
import type { Alarm } from '../../../src-main/contract/live.ts';

/** A scenario of the lab that shows the cause of a finding. */
export type Principle = CauseScenario;

/** One for each scenario that the causes lead to. */
export function principlesOf(causes: readonly Cause[], reading: Reading): readonly Principle[] {
  return causes
    .map((cause) => scenarioOf(cause, reading))
    .filter((one, index, all) => all.findIndex((other) => other.scenario === one.scenario) === index);
}

/** For a task below its twin: what its gradients say of it so far. */
export function principleOfAlarm(alarm: Alarm): Principle | null {
  return principlesOf(alarm.causes ?? [], 'worse')[0] ?? null;
}

const principleOfCheck: Partial<Record<AuditCheckId, Principle>> = {
  'loss-scale': scenarioOf('unequal-scales', 'worse'),
  'spurious-link': { scenario: 'spurious', title: 'Spurious link' },
  'label-presence': scenarioOf('few-labels', 'worse'),
};

export function principleOfFinding(check: AuditCheckId): Principle | null {
  return principleOfCheck[check] ?? null;
}
