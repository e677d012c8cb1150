import type { Catalogue } from '../../src-main/contract/method.ts';
import type { ColumnDescription } from '../../src-main/contract/dataset.ts';
import type { Task, TaskType } from '../../src-main/contract/study.ts';
import type { Client } from '../client/client.ts';

export const mostClasses = 100;
const pageSize = 1000;
const mostPages = 50;

/** The task types that a column's values allow. */
export function possibleTypes(column: ColumnDescription): readonly TaskType[] {
  const types: TaskType[] = [];
  if (column.type === 'numeric' || column.type === 'boolean' || column.type === 'date') types.push('regression');
  if (column.distinct === 2) types.push('binary');
  if (column.distinct > 2 && column.distinct <= mostClasses) types.push('multiclass');
  return types;
}

/** The labels of a column in order, read from its rows. */
export async function readClasses(
  client: Client,
  datasetId: string,
  column: ColumnDescription,
  rows: number,
): Promise<string[]> {
  const labels = new Set<string>();
  const pages = Math.min(mostPages, Math.ceil(rows / pageSize));
  for (let page = 0; page < pages && labels.size < column.distinct; page++) {
    const part = await client.call('dataset.rows', { datasetId, offset: page * pageSize, limit: pageSize });
    const at = part.columns.indexOf(column.name);
    for (const row of part.rows) {
      const label = row[at];
      if (label !== null && label !== undefined) labels.add(label);
    }
  }
  return [...labels].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The task with another type, and the first loss and metric of the catalogue that fit it. */
export function withType(task: Task, type: TaskType, classes: readonly string[], catalogue: Catalogue): Task {
  const loss = catalogue.losses.find((candidate) => candidate.taskTypes.includes(type));
  const metric = catalogue.metrics.find((candidate) => candidate.id === preferredMetric[type]);
  return {
    ...task,
    type,
    loss: loss?.id ?? task.loss,
    primaryMetric: metric?.id ?? firstMetric(catalogue, type) ?? task.primaryMetric,
    classes: type === 'regression' ? [] : [...classes],
    rope: null,
  };
}

const preferredMetric: Readonly<Record<TaskType, string>> = {
  regression: 'rmse',
  binary: 'auroc',
  multiclass: 'macro-f1',
};

function firstMetric(catalogue: Catalogue, type: TaskType): string | undefined {
  return catalogue.metrics.find((candidate) => candidate.taskTypes.includes(type))?.id;
}
