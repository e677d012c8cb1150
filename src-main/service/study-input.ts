import type { ColumnInput } from '../contract/input-setting.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { StudySpec } from '../contract/study.ts';
import { describeGroup, describeInput } from '../core/prepare/describe-input.ts';
import { groupsByColumn } from '../core/prepare/input-group.ts';
import { findColumn, type Table } from '../core/table/table.ts';
import type { ServiceContext } from './context.ts';

/** What becomes of each input column of a study. */
export function createInputHandlers({ workspace, tables }: ServiceContext): Pick<Handlers, 'study.inputs'> {
  return {
    'study.inputs': async ({ studyId }) => {
      const { spec } = workspace.studies.get(studyId);
      return inputsOf(await tables.read(spec.dataset.id), spec);
    },
  };
}

/** What each input becomes, in the table's order; a group stands where its first column is. */
export function inputsOf(table: Table, spec: StudySpec): ColumnInput[] {
  const groups = groupsByColumn(table, spec);
  const inputs = table.columns.filter(({ name }) => Object.hasOwn(spec.roles, name) && spec.roles[name] === 'input');
  return inputs.flatMap((column) => {
    const group = groups.get(column.name);
    if (group === undefined) return [describeInput(column, spec.inputs)];
    if (group.columns[0] !== column.name) return [];
    const members = group.columns.flatMap((name) => findColumn(table, name) ?? []);
    return [describeGroup(group, members)];
  });
}
