import type { StudySpec, Task } from '../../../src-main/contract/study.ts';
import type { Table, TableColumn } from '../../../src-main/core/table/table.ts';

/** A small column from plain values; null is missing. */
export function numbers(name: string, values: readonly (number | null)[]): TableColumn {
  return { name, type: 'numeric', values: Float64Array.from(values, (value) => value ?? Number.NaN) };
}

export function dates(name: string, values: readonly (string | null)[]): TableColumn {
  return {
    name,
    type: 'date',
    values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Date.parse(value))),
  };
}

export function labels(
  name: string,
  values: readonly (string | null)[],
  type: 'categorical' | 'text' = 'categorical',
): TableColumn {
  const known = [...new Set(values.filter((value) => value !== null))];
  return {
    name,
    type,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : known.indexOf(value))),
    labels: known,
  };
}

export function booleans(name: string, values: readonly (boolean | null)[]): TableColumn {
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : Number(value)));
  return { name, type: 'boolean', codes, labels: ['false', 'true'] };
}

export function tableOf(...columns: readonly TableColumn[]): Table {
  const first = columns[0];
  if (first === undefined) return { rowCount: 0, columns };
  return { rowCount: 'codes' in first ? first.codes.length : first.values.length, columns };
}

export function regression(column: string): Task {
  return { column, type: 'regression', loss: 'squared-error', primaryMetric: 'rmse', classes: [], rope: null };
}

export function classification(column: string, classes: readonly string[]): Task {
  const binary = classes.length === 2;
  return {
    column,
    type: binary ? 'binary' : 'multiclass',
    loss: binary ? 'binary-cross-entropy' : 'cross-entropy',
    primaryMetric: binary ? 'auroc' : 'macro-f1',
    classes: [...classes],
    rope: null,
  };
}

/** A whole valid specification over the table: every column that is no task is an input. */
export function specOf(table: Table, tasks: readonly Task[], changes: Partial<StudySpec> = {}): StudySpec {
  const taskColumns = new Set(tasks.map((task) => task.column));
  return {
    version: 1,
    name: 'test',
    dataset: { id: 'd', name: 'data', contentHash: 'hash', rows: table.rowCount },
    roles: Object.fromEntries(
      table.columns.map((column) => [column.name, taskColumns.has(column.name) ? 'task' : 'input']),
    ),
    tasks: [...tasks],
    split: { kind: 'random', column: null, splits: 3, testFraction: 0.2, validationFraction: 0.2 },
    seeds: 1,
    baseSeed: 7,
    network: { widths: [8], activation: 'relu', dropout: 0, layerNorm: false },
    training: {
      optimizer: 'adam',
      learningRate: 0.01,
      momentum: 0,
      weightDecay: 0,
      gradientClip: null,
      batchSize: 8,
      epochs: 5,
      patience: null,
    },
    arms: [{ method: 'equal', sharing: 'hard', parameters: {} }],
    claim: 'new-data',
    fewerModelsIsAGoal: false,
    note: '',
    ...changes,
  };
}
