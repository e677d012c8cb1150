import { AppError } from '../../contract/error.ts';
import type { SplitPlan } from '../../contract/study.ts';
import { cellLabel, countLabels } from '../table/cell.ts';
import type { TableColumn } from '../table/table.ts';
import { shuffle } from '../util/hash.ts';
import type { Split } from './prepared.ts';
import { toSplit } from './split-size.ts';

/** What a cell of a split column may say, in any case. */
const partOf: ReadonlyMap<string, 'train' | 'validation' | 'test'> = new Map([
  ...['train', 'training', 'learn', 'fit'].map((word) => [word, 'train'] as const),
  ...['validation', 'valid', 'val', 'dev', 'development'].map((word) => [word, 'validation'] as const),
  ...['test', 'testing', 'holdout', 'hold-out', 'eval', 'evaluation'].map((word) => [word, 'test'] as const),
]);

/** Whether every cell of the column names a part, training and test rows among them. */
export function saysParts(column: TableColumn): boolean {
  if (!('codes' in column) || column.labels.length > partOf.size * 4) return false;
  const parts = [...countLabels(column).keys()].map((label) => partOf.get(label.trim().toLowerCase()));
  return parts.includes('train') && parts.includes('test') && !parts.includes(undefined);
}

/**
 * The split that a column of the table gives: cells say train, validation or test. Rows without a word, and rows of no part,
 * are left out. Where no row is of the validation part, it is drawn at random from the training rows.
 */
export function splitByColumn(rows: Int32Array, column: TableColumn, plan: SplitPlan, seed: number): Split {
  if (plan.splits !== 1) {
    throw new AppError(
      'impossible-study',
      `column '${column.name}' gives one split, ${plan.splits} are asked for; use 1 split and more seeds, or another kind of split`,
      { details: { column: column.name, splits: plan.splits } },
    );
  }
  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  const unknown = new Set<string>();
  for (const row of rows) {
    const label = cellLabel(column, row);
    if (label === null) continue;
    const part = partOf.get(label.trim().toLowerCase());
    if (part === undefined) unknown.add(label);
    else parts[part].push(row);
  }
  if (parts.train.length < 2 || parts.test.length === 0) {
    const seen = unknown.size === 0 ? '' : `; it also says ${[...unknown].slice(0, 5).join(', ')}`;
    throw new AppError(
      'impossible-study',
      `column '${column.name}' gives ${parts.train.length} training and ${parts.test.length} test rows; its cells must say train, validation or test${seen}`,
      { details: { column: column.name } },
    );
  }
  if (parts.validation.length > 0) return toSplit(parts.train, parts.validation, parts.test);
  const order = shuffle([...parts.train], seed);
  const count = Math.max(1, Math.min(order.length - 1, Math.round(order.length * plan.validationFraction)));
  return toSplit(order.slice(count), order.slice(0, count), parts.test);
}
