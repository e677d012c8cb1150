import { armId, twinTask } from '../../src-main/contract/arm.ts';
import type { Catalogue } from '../../src-main/contract/method.ts';
import type { ArmSpec } from '../../src-main/contract/study.ts';
import { formatNumber } from '../component/number-format.svelte.ts';

/** Names of arms for people: the method's name, and what differs from its defaults. */
export function armNamer(catalogue: Catalogue | null, arms: readonly ArmSpec[]): (arm: string) => string {
  const names = new Map(arms.map((arm) => [armId(arm), armName(catalogue, arm)]));
  return (arm) => {
    if (twinTask(arm) !== null) return 'single-task twin';
    return names.get(arm) ?? arm;
  };
}

export function armName(catalogue: Catalogue | null, arm: ArmSpec): string {
  const method = catalogue?.methods.find((candidate) => candidate.id === arm.method);
  const sharing = catalogue?.sharingForms.find((candidate) => candidate.id === arm.sharing);
  const parameters = Object.entries(arm.parameters).map(([name, value]) => {
    const text = typeof value === 'number' ? formatNumber(value) : value.map((part) => formatNumber(part)).join(' : ');
    return `${name} ${text}`;
  });
  const details = [...(arm.sharing === 'hard' ? [] : [sharing?.name ?? arm.sharing]), ...parameters];
  const name = method?.name ?? arm.method;
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}
