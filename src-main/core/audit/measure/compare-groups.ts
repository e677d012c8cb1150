import type { TableColumn } from '../../table/table.ts';
import type { AuditTask } from '../frame.ts';
import { chiSquare } from './chi-square.ts';
import { kolmogorovSmirnov } from './rank.ts';

export interface GroupDifference {
  /** Kolmogorov-Smirnov distance of numbers, total variation distance of labels: 0 alike, 1 nothing in common. */
  readonly distance: number;
  readonly p: number;
}

const leastRows = 20;
const mostLabels = 30;

/** How differently a column's values are spread over two groups of rows; null where a group has too few. */
export function compareColumn(column: TableColumn, first: Int32Array, second: Int32Array): GroupDifference | null {
  if (!('codes' in column)) return compareNumbers(column.values, first, second);
  if (column.type !== 'categorical' && column.type !== 'boolean') return null;
  return compareLabels((row) => column.codes[row] ?? -1, first, second);
}

/** The same of a task's labels; unlabelled rows are left out. */
export function compareTask(task: AuditTask, first: Int32Array, second: Int32Array): GroupDifference | null {
  if (task.classes.length === 0) return compareNumbers(task.values, first, second);
  const labelled = (row: number): boolean => Number.isFinite(task.values[row] ?? Number.NaN);
  return compareLabels((row) => task.values[row] ?? 0, first.filter(labelled), second.filter(labelled));
}

function compareNumbers(values: Float64Array, first: Int32Array, second: Int32Array): GroupDifference | null {
  const read = (rows: Int32Array): Float64Array =>
    Float64Array.from(rows, (row) => values[row] ?? Number.NaN).filter(Number.isFinite);
  const [a, b] = [read(first), read(second)];
  if (Math.min(a.length, b.length) < leastRows) return null;
  const { statistic, p } = kolmogorovSmirnov(a, b);
  return { distance: statistic, p };
}

function compareLabels(
  labelAt: (row: number) => number,
  first: Int32Array,
  second: Int32Array,
): GroupDifference | null {
  if (Math.min(first.length, second.length) < leastRows) return null;
  const slots = new Map<number, number>();
  for (const rows of [first, second])
    for (const row of rows) if (!slots.has(labelAt(row))) slots.set(labelAt(row), slots.size);
  if (slots.size > mostLabels) return null;
  const counts = new Float64Array(2 * slots.size);
  [first, second].forEach((rows, group) => {
    for (const row of rows) {
      const cell = group * slots.size + (slots.get(labelAt(row)) ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  });
  let distance = 0;
  for (let slot = 0; slot < slots.size; slot += 1) {
    distance += Math.abs((counts[slot] ?? 0) / first.length - (counts[slots.size + slot] ?? 0) / second.length) / 2;
  }
  return { distance, p: chiSquare(counts, 2, slots.size).p };
}
