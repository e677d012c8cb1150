import type { ArmSpec } from './study.ts';

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
