import type { Mend } from '../../../src-main/contract/audit.ts';
import type { AuditCheckId, AuditSetting } from '../../../src-main/contract/audit-setting.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { withRoles } from '../data/role.ts';

/** The settings after a mend. What the split is made by is no input any more: a group or a time would be learned by heart. */
export function applyMend(spec: StudySpec, mend: Mend): StudySpec {
  switch (mend.kind) {
    case 'role':
      return withRoles(spec, mend.columns, mend.role, []);
    case 'drop-task':
      return withoutTaskSplit(withRoles(spec, [mend.task], 'ignore', []), mend.task);
    case 'drop-classes': {
      const tasks = spec.tasks.map((task) =>
        task.column === mend.task
          ? { ...task, classes: task.classes.filter((label) => !mend.classes.includes(label)) }
          : task,
      );
      return { ...spec, tasks };
    }
    case 'split': {
      const split = { ...spec.split, kind: mend.split, column: mend.column };
      const isInput =
        mend.column !== null && Object.hasOwn(spec.roles, mend.column) && spec.roles[mend.column] === 'input';
      const hides = (mend.split === 'group' || mend.split === 'time') && isInput;
      return hides && mend.column !== null
        ? withRoles({ ...spec, split }, [mend.column], 'ignore', [])
        : { ...spec, split };
    }
    case 'loss':
      return {
        ...spec,
        tasks: spec.tasks.map((task) => (task.column === mend.task ? { ...task, loss: mend.loss } : task)),
      };
  }
}

/** A split stratified by a task that is gone becomes a random one. */
function withoutTaskSplit(spec: StudySpec, task: string): StudySpec {
  if (spec.split.kind !== 'stratified' || spec.split.column !== task) return spec;
  return { ...spec, split: { ...spec.split, kind: 'random', column: null } };
}

/** The settings with another tolerance of one check; null leaves the check out, its default takes the entry away. */
export function withTolerance(
  spec: StudySpec,
  check: AuditCheckId,
  tolerance: number | null,
  usual: number,
): StudySpec {
  const others = Object.entries(spec.audit?.tolerances ?? {}).filter(([id]) => id !== check);
  const changed: [string, number | null][] = tolerance === usual ? [] : [[check, tolerance]];
  const tolerances: AuditSetting['tolerances'] = Object.fromEntries([...others, ...changed]);
  if (Object.keys(tolerances).length > 0) return { ...spec, audit: { tolerances } };
  const { audit: _usual, ...rest } = spec;
  return rest;
}
