import { armId, parametersOf, partOfParameter } from './arm.ts';
import type { Catalogue, ParameterDescription } from './method.ts';
import type { ArmSpec } from './study.ts';

type Names = Pick<Catalogue, 'methods' | 'sharingForms'> &
  Partial<Pick<Catalogue, 'samplings' | 'stages' | 'alternatives'>>;

/** An arm for people: the method's name, then the sharing form, the sampling, the parameters and the stages where they are not the defaults. */
export function nameArm(arm: ArmSpec, catalogue: Names): string {
  const method =
    catalogue.methods.find((candidate) => candidate.id === arm.method) ??
    catalogue.alternatives?.find((candidate) => candidate.id === arm.method);
  const sharing = catalogue.sharingForms.find((candidate) => candidate.id === arm.sharing);
  const kind = parametersOf(arm.parameters, 'sampling')['kind'];
  const sampling = catalogue.samplings?.find((candidate) => candidate.id === kind);
  const described: Readonly<Record<string, readonly ParameterDescription[] | undefined>> = {
    method: method?.parameters,
    sharing: sharing?.parameters,
    sampling: sampling?.parameters,
    stage: catalogue.stages?.map((stage) => stage.parameter),
  };
  const parameters = Object.entries(arm.parameters).flatMap(([name, value]) => {
    if (name === 'sampling.kind') return [];
    const part = partOfParameter(name);
    const own = part === 'method' ? name : name.slice(part.length + 1);
    const parameter = described[part]?.find((candidate) => candidate.name === own);
    return [sayParameter(parameter, name, value)];
  });
  const details = [
    ...(arm.sharing === 'hard' ? [] : [lowerFirst(sharing?.name ?? arm.sharing)]),
    ...(kind === undefined ? [] : [lowerFirst(sampling?.name ?? `sampling ${String(kind)}`)]),
    ...parameters,
  ];
  const name = method?.name ?? arm.method;
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}

/** `shared layers 1`, `groups 1 : 1 : 2`, `trunk frozen`: a parameter and its value for the middle of a sentence. */
export function sayParameter(
  parameter: ParameterDescription | undefined,
  name: string,
  value: string | number | readonly number[],
): string {
  const shown = [value]
    .flat()
    .map((one) => parameter?.choices?.find((choice) => choice.value === one)?.label ?? String(one));
  return `${lowerFirst(parameter?.label ?? name)} ${shown.join(' : ')}`;
}

/** The name of each arm by its id. */
export function nameArms(arms: readonly ArmSpec[], catalogue: Names): Record<string, string> {
  return Object.fromEntries(arms.map((arm) => [armId(arm), nameArm(arm, catalogue)]));
}

/** For the middle of a sentence; names that are written with capitals of their own keep them. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]*(?![A-Za-z])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
