import type { Dataset } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { Task, TaskType } from '../contract/study.ts';
import { defaultLoss } from '../core/loss/registry.ts';
import { defaultMetric } from '../core/metric/registry.ts';
import { countLabels, sortLabels } from '../core/table/cell.ts';
import { findColumn, type Table, type TableColumn } from '../core/table/table.ts';
import { nearest } from './nearest.ts';

/** More labels than this are no classes that a head could learn from a table. */
const mostClasses = 100;
/** Whole numbers with so few values are offered as classes; the analyst may choose regression. */
const mostNumericClasses = 2;

/** The settings that a task on this column begins with: its type by the column's, its loss and metric by its type. */
export function suggestTask(table: Table, dataset: Dataset, name: string, wanted?: TaskType): Task {
  const column = findColumn(table, name);
  if (column === undefined) throw unknownColumn(dataset, name);
  const labels = sortLabels(countLabels(column).keys());
  const type = wanted ?? guessType(column, labels.length);
  checkType(dataset, column, labels, type);
  return {
    column: name,
    type,
    loss: defaultLoss(type).description.id,
    primaryMetric: defaultMetric(type).description.id,
    classes: type === 'regression' ? [] : labels,
    rope: null,
  };
}

/** An error that names the file, the column, and the one that may be meant. */
export function unknownColumn(dataset: Dataset, name: string): AppError {
  const names = dataset.description.columns.map((column) => column.name);
  const near = nearest(name, names);
  const repair = near === null ? `it has ${names.slice(0, 20).join(', ')}` : `did you mean '${near}'?`;
  return new AppError('impossible-study', `${dataset.fileName} has no column '${name}'; ${repair}`, {
    details: { file: dataset.fileName, column: name },
  });
}

function guessType(column: TableColumn, labelCount: number): TaskType {
  if (!('codes' in column) && labelCount > mostNumericClasses) return 'regression';
  return labelCount <= 2 ? 'binary' : 'multiclass';
}

function checkType(dataset: Dataset, column: TableColumn, labels: readonly string[], type: TaskType): void {
  const where = `${dataset.fileName}, column ${column.name}`;
  const details = { file: dataset.fileName, column: column.name };
  if (labels.length < 2) {
    const found = labels.length === 0 ? 'no value' : `one value only (${labels[0] ?? ''})`;
    throw new AppError('impossible-study', `${where} has ${found}; choose a task with at least two`, { details });
  }
  if (type === 'regression') {
    if (!('codes' in column) || column.type === 'boolean') return;
    const message = `${where} is ${column.type}, not numeric; choose a classification, or import it as numeric`;
    throw new AppError('impossible-study', message, { details });
  }
  if (type === 'binary' && labels.length !== 2) {
    const message = `${where} has ${labels.length} classes; a binary task has two: choose multiclass`;
    throw new AppError('impossible-study', message, { details });
  }
  if (labels.length > mostClasses) {
    const message = `${where} has ${labels.length} different values; a task has at most ${mostClasses} classes`;
    throw new AppError('impossible-study', message, { details });
  }
}
