import { withInputGroups } from './encoding.ts';
import type { Role, StudySpec, Task } from '../../../src-main/contract/study.ts';

export const roleOptions: readonly { readonly value: Role; readonly label: string; readonly title: string }[] = [
  { value: 'input', label: 'input', title: 'Given to every model (I)' },
  { value: 'task', label: 'task', title: 'Predicted (T)' },
  { value: 'ignore', label: 'ignore', title: 'Not used (X)' },
  { value: 'id', label: 'id', title: 'Names the row, groups or orders it; not given to models (D)' },
];

const keys: Readonly<Record<string, Role>> = { i: 'input', t: 'task', x: 'ignore', d: 'id' };

export function roleOfKey(key: string): Role | null {
  return keys[key.toLowerCase()] ?? null;
}

/** The settings with these columns in another role; a column that becomes a task brings its task settings. */
export function withRoles(
  spec: StudySpec,
  columns: readonly string[],
  role: Role,
  suggested: readonly Task[],
): StudySpec {
  const roles = { ...spec.roles };
  for (const column of columns) roles[column] = role;
  const kept = spec.tasks.filter((task) => roles[task.column] === 'task');
  const added = suggested.filter((task) => !kept.some((present) => present.column === task.column));
  return withInputGroups({ ...spec, roles, tasks: [...kept, ...added] });
}
