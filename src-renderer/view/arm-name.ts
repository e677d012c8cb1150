import { armId, twinTask } from '../../src-main/contract/arm.ts';
import { nameArm } from '../../src-main/contract/arm-name.ts';
import type { Catalogue } from '../../src-main/contract/method.ts';
import type { ArmSpec } from '../../src-main/contract/study.ts';

/** Names of arms for people: the method's name, and what differs from its defaults. */
export function armNamer(catalogue: Catalogue | null, arms: readonly ArmSpec[]): (arm: string) => string {
  const names = new Map(arms.map((arm) => [armId(arm), armName(catalogue, arm)]));
  return (arm) => {
    if (twinTask(arm) !== null) return 'single-task twin';
    return names.get(arm) ?? arm;
  };
}

export function armName(catalogue: Catalogue | null, arm: ArmSpec): string {
  return nameArm(arm, catalogue ?? { methods: [], sharingForms: [] });
}
