import type { Presence } from '../../contract/audit.ts';
import type { StudySpec, Task } from '../../contract/study.ts';
import { cellLabel } from '../table/cell.ts';
import { findColumn, type NumberColumn, type Table, type TableColumn } from '../table/table.ts';
import { deriveSeed, permutation } from '../util/hash.ts';
import type { SplitFacts } from './study-facts.ts';

/** What of a study decides its audit. */
export type AuditSpec = Pick<StudySpec, 'roles' | 'tasks' | 'split' | 'baseSeed' | 'audit'>;

/** What an audit is made from. Rows of `splits` index `table`. */
export interface AuditSource {
  readonly table: Table;
  readonly spec: AuditSpec;
  /** Empty where splits cannot be made; checks of splits are then skipped. */
  readonly splits: readonly SplitFacts[];
  readonly presence: Presence;
  /** Row of the file (from 1, below the header) of every row of the table, where the table is a sample of it. */
  readonly rowNumbers: Int32Array | null;
  /** Rows of each class of each task in the whole table; absent where `table` is the whole. */
  readonly classRows?: Readonly<Record<string, readonly number[]>>;
}

/** A task as numbers. */
export interface AuditTask {
  readonly name: string;
  /** Its place among the frame's tasks. */
  readonly index: number;
  readonly settings: Task;
  readonly column: TableColumn;
  /** Class labels in order; empty for a regression. */
  readonly classes: readonly string[];
  /** [N]: the value or the class index; NaN where unlabelled. */
  readonly values: Float64Array;
  /** Rows with a label, ascending. */
  readonly rows: Int32Array;
}

/** The study as every check sees it. */
export interface AuditFrame extends AuditSource {
  readonly tasks: readonly AuditTask[];
  readonly inputs: readonly TableColumn[];
  /** The time column of a split by time, else the first date column that is mostly there. */
  readonly time: NumberColumn | null;
  /** At most `limit` of these rows, ascending, drawn by the study's seed and this name. */
  sample(rows: Int32Array, limit: number, name: string): Int32Array;
  /** Row numbers of the file for table rows, at most 50, ascending. */
  evidence(rows: Iterable<number>): number[];
}

const mostEvidence = 50;
const leastTimeShare = 0.8;

export function createFrame(source: AuditSource): AuditFrame {
  const { table, spec, rowNumbers } = source;
  const tasks: AuditTask[] = [];
  for (const settings of spec.tasks) {
    const column = findColumn(table, settings.column);
    if (column !== undefined) tasks.push(readTask(column, settings, tasks.length));
  }
  const taskNames = new Set(tasks.map((task) => task.name));
  return {
    ...source,
    tasks,
    inputs: table.columns.filter(({ name }) => roleOf(spec, name) === 'input' && !taskNames.has(name)),
    time: findTime(table, spec),
    sample: (rows, limit, name) => sampleOf(rows, limit, deriveSeed(spec.baseSeed, 'audit', name)),
    evidence: (rows) =>
      Array.from(rows, (row) => rowNumbers?.[row] ?? row + 1)
        .sort((first, second) => first - second)
        .slice(0, mostEvidence),
  };
}

/** The role of a column, undefined where it has none. */
export function roleOf(spec: Pick<StudySpec, 'roles'>, name: string): StudySpec['roles'][string] | undefined {
  return Object.hasOwn(spec.roles, name) ? spec.roles[name] : undefined;
}

/** At most `limit` of the rows, ascending; the same seed draws the same ones. */
export function sampleOf(rows: Int32Array, limit: number, seed: number): Int32Array {
  if (rows.length <= limit) return rows;
  const order = permutation(rows.length, seed).subarray(0, limit);
  return order.map((position) => rows[position] ?? 0).sort();
}

function readTask(column: TableColumn, settings: Task, index: number): AuditTask {
  const rowCount = 'codes' in column ? column.codes.length : column.values.length;
  const classes = settings.type === 'regression' ? [] : settings.classes;
  const values = new Float64Array(rowCount).fill(Number.NaN);
  if (settings.type === 'regression') {
    for (let row = 0; row < rowCount; row += 1) values[row] = numberAt(column, row);
  } else {
    const indexOf = new Map(classes.map((label, position) => [label, position]));
    for (let row = 0; row < rowCount; row += 1) {
      const label = cellLabel(column, row);
      if (label !== null) values[row] = indexOf.get(label) ?? Number.NaN;
    }
  }
  const rows: number[] = [];
  values.forEach((value, row) => {
    if (Number.isFinite(value)) rows.push(row);
  });
  return { name: settings.column, index, settings, column, classes, values, rows: Int32Array.from(rows) };
}

/** A boolean as 0 or 1, a number or date as it is, anything else NaN. */
function numberAt(column: TableColumn, row: number): number {
  if (!('codes' in column)) return column.values[row] ?? Number.NaN;
  const code = column.codes[row] ?? -1;
  if (code < 0 || column.type !== 'boolean') return Number.NaN;
  return column.labels[code] === 'true' ? 1 : 0;
}

function findTime(table: Table, spec: AuditSpec): NumberColumn | null {
  if (spec.split.kind === 'time' && spec.split.column !== null) {
    const column = findColumn(table, spec.split.column);
    if (column !== undefined && !('codes' in column)) return column;
  }
  const tasks = new Set(spec.tasks.map((task) => task.column));
  for (const column of table.columns) {
    if (column.type !== 'date' || tasks.has(column.name)) continue;
    const present = column.values.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
    if (present >= leastTimeShare * table.rowCount && present > 0) return column;
  }
  return null;
}
