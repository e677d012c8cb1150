import { armId } from './arm.ts';
import type { Catalogue } from './method.ts';
import type { ArmSpec } from './study.ts';

type Names = Pick<Catalogue, 'methods' | 'sharingForms'>;

/** An arm for people: the method's name, then the sharing form and the parameters where they are not the defaults. */
export function nameArm(arm: ArmSpec, catalogue: Names): string {
  const method = catalogue.methods.find((candidate) => candidate.id === arm.method);
  const sharing = catalogue.sharingForms.find((candidate) => candidate.id === arm.sharing);
  const parameters = Object.entries(arm.parameters).map(([name, value]) => {
    const label = method?.parameters.find((parameter) => parameter.name === name)?.label ?? name;
    return `${lowerFirst(label)} ${[value].flat().map(String).join(' : ')}`;
  });
  const details = [...(arm.sharing === 'hard' ? [] : [lowerFirst(sharing?.name ?? arm.sharing)]), ...parameters];
  const name = method?.name ?? arm.method;
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}

/** The name of each arm by its id. */
export function nameArms(arms: readonly ArmSpec[], catalogue: Names): Record<string, string> {
  return Object.fromEntries(arms.map((arm) => [armId(arm), nameArm(arm, catalogue)]));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
