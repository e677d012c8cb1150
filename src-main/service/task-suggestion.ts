import type { Dataset } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { Task, TaskType } from '../contract/study.ts';
import { suggestTask } from '../core/audit/suggest-task.ts';
import { defaultLoss } from '../core/loss/registry.ts';
import { defaultMetric } from '../core/metric/registry.ts';
import { countLabels, sortLabels } from '../core/table/cell.ts';
import { findColumn, type Table } from '../core/table/table.ts';
import { shorten } from '../core/util/shorten.ts';
import { nearest } from './nearest.ts';

/** Characters of a column's name in a message. */
const longestName = 40;

/** The settings that a task on this column begins with; of the type that is wanted, or of the one its column suggests. */
export function suggestTaskFor(table: Table, dataset: Dataset, name: string, wanted?: TaskType): Task {
  const column = findColumn(table, name);
  if (column === undefined) throw unknownColumn(dataset, name);
  const suggested = suggestTask(column);
  if (wanted === undefined || wanted === suggested.type) return suggested;
  return {
    ...suggested,
    type: wanted,
    loss: defaultLoss(wanted).description.id,
    primaryMetric: defaultMetric(wanted).description.id,
    classes: wanted === 'regression' ? [] : sortLabels(countLabels(column).keys()),
  };
}

/** An error that names the file, the column, and the one that may be meant. */
export function unknownColumn(dataset: Dataset, name: string): AppError {
  const names = dataset.description.columns.map((column) => column.name);
  const near = nearest(name, names);
  const repair =
    near === null
      ? `it has ${names
          .slice(0, 20)
          .map((known) => shorten(known, longestName))
          .join(', ')}`
      : `did you mean '${near}'?`;
  return new AppError('impossible-study', `${dataset.fileName} has no column '${name}'; ${repair}`, {
    details: { file: dataset.fileName, column: name },
  });
}
