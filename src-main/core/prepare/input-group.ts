import { AppError } from '../../contract/error.ts';
import type { InputGroup } from '../../contract/input-setting.ts';
import type { StudySpec } from '../../contract/study.ts';
import { findColumn, type Table } from '../table/table.ts';

/**
 * The group of each column that is in one. Throws AppError `impossible-study` where a group names a column that is no input,
 * or that another group has too.
 */
export function groupsByColumn(
  table: Table,
  spec: Pick<StudySpec, 'roles' | 'inputs'>,
): ReadonlyMap<string, InputGroup> {
  const groups = new Map<string, InputGroup>();
  for (const group of spec.inputs?.groups ?? []) {
    for (const name of group.columns) {
      const problem = groups.has(name)
        ? `is in the group '${groups.get(name)?.name ?? ''}' too; take it out of one`
        : findColumn(table, name) === undefined
          ? 'is not in the table; take it out of the group'
          : !Object.hasOwn(spec.roles, name) || spec.roles[name] !== 'input'
            ? 'is no input; give it the role input or take it out of the group'
            : null;
      if (problem !== null) {
        throw new AppError('impossible-study', `column '${name}' of the group '${group.name}' ${problem}`, {
          details: { column: name },
        });
      }
      groups.set(name, group);
    }
  }
  return groups;
}
