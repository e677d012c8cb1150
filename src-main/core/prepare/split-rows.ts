import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { cellLabel, isMissing } from '../table/cell.ts';
import { findColumn, type Table, type TableColumn } from '../table/table.ts';
import { deriveSeed } from '../util/hash.ts';
import type { Split } from './prepared.ts';
import { splitByColumn } from './split-column.ts';
import { splitByFold } from './split-folds.ts';
import { splitByGroup } from './split-group.ts';
import { splitByOrder } from './split-order.ts';
import { splitByTasks, taskLabels } from './split-tasks.ts';
import { splitByTime } from './split-time.ts';
import { strataOf } from './strata.ts';

export type SplitSpec = Pick<StudySpec, 'tasks' | 'split' | 'baseSeed'>;

/** Rows no split uses, and why. */
export interface ExcludedRows {
  /** No label in any task. */
  readonly unlabelled: number;
  /** Labelled, but the time column is empty (time splits only). */
  readonly withoutTime: number;
}

/**
 * `spec.split.splits` splits of the labelled rows into train, validation and test, a pure function of the table, the plan
 * and `baseSeed`. The test part is `testFraction` of the usable rows; the validation part is `validationFraction` of what
 * is left. Group splits keep every group on one side, so their fractions are met as closely as the groups allow; rows
 * without a group are groups of one. Time splits test on the latest rows, validate on the latest of the rest and move
 * their origin from split to split; a gap keeps the parts apart. Folds test every row once a repeat. A column may say the part
 * of each row.
 *
 * Throws AppError `impossible-study` where a column is unknown or the rows do not suffice for three parts.
 */
export function splitRows(table: Table, spec: SplitSpec): Split[] {
  const splitAt = createSplitter(table, spec);
  return Array.from({ length: spec.split.splits }, (_, index) => splitAt(index));
}

/** The splits of `splitRows` one at a time, by their number from 0: whoever looks for a plan need not make them all. */
export function createSplitter(table: Table, spec: SplitSpec): (index: number) => Split {
  const { split } = spec;
  const rows = usableRows(table, spec);
  if (rows.length < 3) {
    throw new AppError(
      'impossible-study',
      `only ${rows.length} of ${table.rowCount} rows can be used; at least 3 are needed for train, validation and test`,
      { details: { rows: rows.length } },
    );
  }
  const column = splitColumn(table, spec);
  const isByTasks = split.kind === 'stratified-tasks' || split.kind === 'k-fold';
  const labelsAt = taskLabels(table, isByTasks ? spec.tasks : [], rows);
  return (index) => {
    const seed = deriveSeed(spec.baseSeed, 'split', index);
    if (split.kind === 'column' && column !== null) return splitByColumn(rows, column, split, seed);
    if (split.kind === 'stratified-tasks') return splitByTasks(rows, labelsAt, split, seed);
    if (split.kind === 'k-fold') {
      return splitByFold(rows, labelsAt, split, index, (purpose, part) => deriveSeed(spec.baseSeed, purpose, part));
    }
    if (split.kind === 'time' && column !== null) return splitByTime(rows, timesOf(column), split, index);
    if (split.kind === 'group' && column !== null) return splitByGroup(rows, groupsOf(column), split, seed);
    const strata = split.kind === 'stratified' && column !== null ? strataOf(column, rows) : null;
    return splitByOrder(rows, strata, split, seed);
  };
}

/** How many rows `splitRows` leaves out, by reason. */
export function countExcludedRows(table: Table, spec: SplitSpec): ExcludedRows {
  const labelled = labelledRows(table, spec).length;
  return { unlabelled: table.rowCount - labelled, withoutTime: labelled - usableRows(table, spec).length };
}

/** Rows with a label in at least one task; with listed classes, only those labels count. */
function labelledRows(table: Table, spec: SplitSpec): number[] {
  const tasks = spec.tasks.map((task) => ({
    column: requireColumn(table, task.column, 'task'),
    classes: task.type === 'regression' ? null : new Set(task.classes),
  }));
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row += 1) {
    const labelled = tasks.some(({ column, classes }) => {
      if (classes === null) return !isMissing(column, row);
      const label = cellLabel(column, row);
      return label !== null && classes.has(label);
    });
    if (labelled) rows.push(row);
  }
  return rows;
}

function usableRows(table: Table, spec: SplitSpec): Int32Array {
  const labelled = labelledRows(table, spec);
  const column = spec.split.kind === 'time' ? splitColumn(table, spec) : null;
  return Int32Array.from(column === null ? labelled : labelled.filter((row) => !isMissing(column, row)));
}

function splitColumn(table: Table, spec: SplitSpec): TableColumn | null {
  const { kind, column } = spec.split;
  if (kind === 'random' || kind === 'stratified-tasks' || kind === 'k-fold') return null;
  if (column !== null) return requireColumn(table, column, kind);
  const firstTask = spec.tasks[0];
  if (kind === 'stratified' && firstTask !== undefined) return requireColumn(table, firstTask.column, kind);
  throw new AppError('impossible-study', `missing ${kind} column; choose the column to split by`);
}

function requireColumn(table: Table, name: string, use: string): TableColumn {
  const column = findColumn(table, name);
  if (column === undefined) {
    throw new AppError('impossible-study', `unknown ${use} column '${name}'; the table does not have it`, {
      details: { column: name },
    });
  }
  return column;
}

function timesOf(column: TableColumn): (row: number) => number {
  if ('codes' in column) {
    throw new AppError(
      'impossible-study',
      `column '${column.name}' is ${column.type} and gives no time order; choose a date or numeric column`,
      { details: { column: column.name } },
    );
  }
  return (row) => column.values[row] ?? Number.NaN;
}

function groupsOf(column: TableColumn): (row: number) => string | null {
  return (row) => cellLabel(column, row);
}
