import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { findColumn, type Table, type TableColumn } from '../table/table.ts';
import { finish, type Steps } from '../util/steps.ts';
import { encodeFeatureSteps } from './encode-feature.ts';
import { encodeGroup } from './encode-group.ts';
import { groupsByColumn } from './input-group.ts';
import { encodeTarget } from './encode-target.ts';
import type { EncodedColumn } from './encoded-column.ts';
import { encodingOf } from './encoding-choice.ts';
import { layFeatures } from './lay-features.ts';
import type { Encoding, Target } from './prepared.ts';

/** The settings of a study that decide its inputs and targets. */
export type EncodedSettings = Pick<StudySpec, 'roles' | 'tasks' | 'inputs'>;

/**
 * The table as the network's inputs [N, D] and targets: columns of role `input` in the table's order, tasks in the
 * study's order. Nothing is fitted here: which labels exist is looked up in the whole table, every number that depends
 * on the data (means, scales, fill values, which labels are kept) comes from `fitPreparation`.
 *
 * Throws AppError `impossible-study` where a role or a task names no column of the table, or where a task is an input.
 */
export function encodeTable(table: Table, spec: EncodedSettings): Encoding {
  return finish(encodeTableSteps(table, spec));
}

/** The same step by step. */
export function* encodeTableSteps(table: Table, spec: EncodedSettings): Steps<Encoding> {
  const taskColumns = new Set(spec.tasks.map((task) => task.column));
  for (const [name, role] of Object.entries(spec.roles)) {
    if (findColumn(table, name) === undefined) {
      throw new AppError('impossible-study', `unknown column '${name}' with role ${role}; the table does not have it`, {
        details: { column: name },
      });
    }
    if (role === 'input' && taskColumns.has(name)) {
      throw new AppError('impossible-study', `column '${name}' is a task and an input; give it one role`, {
        details: { column: name },
      });
    }
  }
  const inputs = yield* encodeInputs(table, spec);
  const laid = yield* layFeatures(inputs, table.rowCount);
  const targets: Target[] = [];
  for (const task of spec.tasks) {
    targets.push(encodeTarget(table, task));
    yield;
  }
  return { rowCount: table.rowCount, ...laid, targets };
}

/** Every input column, encoded, in the table's order; a group stands where its first column is. */
function* encodeInputs(table: Table, spec: EncodedSettings): Steps<EncodedColumn[]> {
  const groups = groupsByColumn(table, spec);
  const inputs = table.columns.filter(({ name }) => Object.hasOwn(spec.roles, name) && spec.roles[name] === 'input');
  const encoded: EncodedColumn[] = [];
  for (const column of inputs) {
    const group = groups.get(column.name);
    if (group === undefined) encoded.push(yield* encodeFeatureSteps(column, encodingOf(column, spec.inputs)));
    else if (group.columns[0] === column.name) {
      const members = group.columns.map((name) => findColumn(table, name) as TableColumn);
      encoded.push(encodeGroup(group, members));
    }
    yield;
  }
  return encoded;
}
