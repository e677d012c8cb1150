import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { findColumn, type Table } from '../table/table.ts';
import { encodeFeature } from './encode-feature.ts';
import { encodeTarget } from './encode-target.ts';
import type { EncodedColumn } from './encoded-column.ts';
import { encodingOf } from './encoding-choice.ts';
import { layFeatures } from './lay-features.ts';
import type { Encoding } from './prepared.ts';

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
  return {
    rowCount: table.rowCount,
    ...layFeatures(encodeInputs(table, spec), table.rowCount),
    targets: spec.tasks.map((task) => encodeTarget(table, task)),
  };
}

/** Every input column, encoded, in the table's order. */
function encodeInputs(table: Table, spec: EncodedSettings): EncodedColumn[] {
  const inputs = table.columns.filter(({ name }) => Object.hasOwn(spec.roles, name) && spec.roles[name] === 'input');
  return inputs.map((column) => encodeFeature(column, encodingOf(column, spec.inputs)));
}
