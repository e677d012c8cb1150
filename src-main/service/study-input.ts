import type { ColumnInput } from '../contract/input-setting.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { StudySpec } from '../contract/study.ts';
import { describeGroup, describeInputSteps } from '../core/prepare/describe-input.ts';
import { groupsByColumn } from '../core/prepare/input-group.ts';
import { findColumn, type Table } from '../core/table/table.ts';
import type { Steps } from '../core/util/steps.ts';
import type { ServiceContext } from './context.ts';
import { inTurns } from './in-turns.ts';

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
export function inputsOf(table: Table, spec: StudySpec): Promise<ColumnInput[]> {
  return inTurns(describeInputs(table, spec));
}

function* describeInputs(table: Table, spec: StudySpec): Steps<ColumnInput[]> {
  const groups = groupsByColumn(table, spec);
  const inputs = table.columns.filter(({ name }) => Object.hasOwn(spec.roles, name) && spec.roles[name] === 'input');
  const described: ColumnInput[] = [];
  for (const column of inputs) {
    const group = groups.get(column.name);
    if (group === undefined) described.push(yield* describeInputSteps(column, spec.inputs));
    else if (group.columns[0] === column.name) {
      const members = group.columns.flatMap((name) => findColumn(table, name) ?? []);
      described.push(describeGroup(group, members));
    }
    yield;
  }
  return described;
}
