import type { AuditCheckId } from '../../../src-main/contract/audit-setting.ts';
import type { Cause, Reading } from '../../../src-main/contract/comparison.ts';
import type { Alarm, LiveStudy } from '../../../src-main/contract/live.ts';

/** A scenario of the lab that shows the cause of a finding. */
export interface Principle {
  readonly scenario: string;
  readonly title: string;
}

const conflict: Principle = { scenario: 'conflict', title: 'Gradient conflict' };
const dominance: Principle = { scenario: 'dominance', title: 'Task dominance' };
const regularisation: Principle = { scenario: 'regularisation', title: 'Regularisation' };

/** Few labels hurt where the common task decides, and help where it regularises. */
export function principlesOf(causes: readonly Cause[], reading: Reading): readonly Principle[] {
  return causes.map((cause) => {
    if (cause === 'opposed-gradients') return conflict;
    return reading === 'worse' ? dominance : regularisation;
  });
}

const frequent = 0.5;

/** For a task below its twin: whether its gradient is opposed most of the time, in what is known so far. */
export function principleOfAlarm(alarm: Alarm, live: LiveStudy): Principle | null {
  if (alarm.kind !== 'negative-transfer') return null;
  const cosines = live.gradientCosines.find(({ arm }) => arm === alarm.arm);
  const at = cosines?.tasks.indexOf(alarm.task ?? '') ?? -1;
  const rates = (cosines?.conflictRate[at] ?? []).filter((_, other) => other !== at);
  return rates.some((rate) => rate !== null && rate >= frequent) ? conflict : null;
}

const principleOfCheck: Partial<Record<AuditCheckId, Principle>> = {
  'loss-scale': { scenario: 'scales', title: 'Unequal scales' },
  'spurious-link': { scenario: 'spurious', title: 'Spurious link' },
  'label-presence': dominance,
};

export function principleOfFinding(check: AuditCheckId): Principle | null {
  return principleOfCheck[check] ?? null;
}
