import { AppError } from '../../contract/error.ts';
import type { Task } from '../../contract/study.ts';
import { cellLabel } from '../table/cell.ts';
import { findColumn, type Table, type TableColumn } from '../table/table.ts';
import type { Target } from './prepared.ts';

/**
 * A task's column as training targets. A class label that `task.classes` does not list counts as unlabelled; the study
 * check names those. Throws AppError `impossible-study` where the column is unknown or cannot be a regression target.
 */
export function encodeTarget(table: Table, task: Task): Target {
  const column = findColumn(table, task.column);
  if (column === undefined) {
    throw new AppError('impossible-study', `unknown task column '${task.column}'; choose a column of the table`, {
      details: { column: task.column },
    });
  }
  if (column.type === 'vector' || column.type === 'image') {
    throw new AppError(
      'impossible-study',
      `task '${column.name}' is ${column.type === 'image' ? 'a picture' : 'a vector'}; a task is a number or a label; make the column an input`,
      { details: { column: column.name } },
    );
  }
  return task.type === 'regression'
    ? encodeNumbers(column, table.rowCount)
    : encodeClasses(column, table.rowCount, task);
}

function encodeNumbers(column: TableColumn, rowCount: number): Target {
  if ('codes' in column && column.type !== 'boolean') {
    throw new AppError(
      'impossible-study',
      `task '${column.name}' is a regression but its column is ${column.type}; choose a classification or import the column as numeric`,
      { details: { column: column.name } },
    );
  }
  const values = new Float32Array(rowCount);
  const labelled = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    const value = Math.fround(numberAt(column, row));
    if (!Number.isFinite(value)) continue;
    values[row] = value;
    labelled[row] = 1;
  }
  return { task: column.name, type: 'regression', classCount: 0, values, labelled };
}

function numberAt(column: TableColumn, row: number): number {
  if (!('codes' in column)) return (column.values[row] ?? Number.NaN) / (column.type === 'date' ? 86_400_000 : 1);
  const code = column.codes[row] ?? -1;
  return code < 0 ? Number.NaN : column.labels[code] === 'true' ? 1 : 0;
}

function encodeClasses(column: TableColumn, rowCount: number, task: Task): Target {
  const indexOf = new Map(task.classes.map((label, index) => [label, index]));
  const values = new Float32Array(rowCount);
  const labelled = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    const label = cellLabel(column, row);
    const index = label === null ? undefined : indexOf.get(label);
    if (index === undefined) continue;
    values[row] = index;
    labelled[row] = 1;
  }
  const type = task.type === 'binary' ? 'binary' : 'multiclass';
  return { task: column.name, type, classCount: task.classes.length, values, labelled };
}
