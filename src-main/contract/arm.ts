import type { ArmSpec, Parameters } from './study.ts';

const twinPrefix = 'single-task:';

/** The id of a task's single-task twin. */
export function twinId(task: string): string {
  return `${twinPrefix}${task}`;
}

/** The task whose twin this is, or null for a multi-task arm. */
export function twinTask(armId: string): string | null {
  return armId.startsWith(twinPrefix) ? armId.slice(twinPrefix.length) : null;
}

/** `method`, then `@sharing` and `;parameter=value` where they are not the defaults; parameters in alphabetical order. */
export function armId(arm: ArmSpec): string {
  const sharing = arm.sharing === 'hard' ? '' : `@${arm.sharing}`;
  const parameters = Object.keys(arm.parameters)
    .sort()
    .map((name) => `;${name}=${String(arm.parameters[name])}`);
  return `${arm.method}${sharing}${parameters.join('')}`;
}

/** Ids of the alternatives: arms that are neither multi-task nor twins, and take no sharing form. */
export const alternativeIds = [
  'linear',
  'equal-compute',
  'equal-capacity',
  'ensemble',
  'ensemble-short',
  'sequential',
  'sequential-frozen',
  'linear-probe',
  'multi-label',
  'noise-task',
  'grouping-affinity',
  'grouping-pairs',
] as const;
export type AlternativeId = (typeof alternativeIds)[number];

/** Whether an arm, by its id or by its method, is an alternative: compared, but never counted as multi-task. */
export function isAlternative(arm: string): boolean {
  const [method = ''] = arm.split(/[@;]/);
  return alternativeIds.some((id) => id === method);
}

/** What a parameter of an arm belongs to: the method itself, or the part that its name is prefixed with, as in `sharing.depth`. */
export const armParts = ['sharing', 'sampling', 'stage'] as const;
export type ArmPart = (typeof armParts)[number];

/** The part of an arm that the parameter is of. */
export function partOfParameter(name: string): 'method' | ArmPart {
  return armParts.find((part) => name.startsWith(`${part}.`)) ?? 'method';
}

/** The arm's parameters of one part, under their names there. */
export function parametersOf(parameters: Parameters, part: 'method' | ArmPart): Parameters {
  const own = Object.entries(parameters).filter(([name]) => partOfParameter(name) === part);
  return Object.fromEntries(
    own.map(([name, value]) => [part === 'method' ? name : name.slice(part.length + 1), value]),
  );
}
