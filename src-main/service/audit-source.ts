import { setImmediate } from 'node:timers/promises';
import { AppError } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import { sampleOf, type AuditSource } from '../core/audit/frame.ts';
import { countClassRows, countPresence } from '../core/audit/presence.ts';
import type { SplitFacts } from '../core/audit/study-facts.ts';
import { splitRows } from '../core/prepare/split-rows.ts';
import type { Table, TableColumn } from '../core/table/table.ts';
import { deriveSeed } from '../core/util/hash.ts';

/** Rows that an audit is given at most; of a larger table a seeded sample. Label presence counts all. */
export const mostAuditRows = 50_000;

/**
 * What an audit reads: the columns that it looks at, the splits as they will be trained, and label presence over all rows.
 * Between its steps others have their turn: a large table takes seconds.
 */
export async function auditSource(
  table: Table,
  spec: StudySpec,
  mostRows = mostAuditRows,
  split: () => Promise<readonly SplitFacts[]> = () => Promise.resolve().then(() => splitRows(table, spec)),
): Promise<AuditSource> {
  const splits = await split().catch(withoutSplits);
  await setImmediate();
  const presence = countPresence(table, spec, splits);
  await setImmediate();
  const needed = { rowCount: table.rowCount, columns: table.columns.filter((column) => isLookedAt(column, spec)) };
  const settings = pick(spec);
  if (table.rowCount <= mostRows) return { table: needed, spec: settings, splits, presence, rowNumbers: null };
  const all = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const rows = sampleOf(all, mostRows, deriveSeed(spec.baseSeed, 'audit', 'rows'));
  const placeOf = new Int32Array(table.rowCount).fill(-1);
  rows.forEach((row, place) => (placeOf[row] = place));
  const within = (part: Int32Array): Int32Array => part.map((row) => placeOf[row] ?? -1).filter((place) => place >= 0);
  const columns: TableColumn[] = [];
  for (const column of needed.columns) {
    columns.push(takeRows(column, rows));
    await setImmediate();
  }
  return {
    table: { rowCount: rows.length, columns },
    spec: settings,
    splits: splits.map(({ train, validation, test }) => ({
      train: within(train),
      validation: within(validation),
      test: within(test),
    })),
    presence,
    rowNumbers: rows.map((row) => row + 1),
    classRows: countClassRows(table, spec),
  };
}

/** The settings that decide an audit: whoever changes others need not wait for another one. */
export function pick({
  roles,
  tasks,
  split,
  baseSeed,
  audit,
  arms,
}: StudySpec): AuditSource['spec'] & Pick<StudySpec, 'arms'> {
  return { roles, tasks, split, baseSeed, arms, ...(audit === undefined ? {} : { audit }) };
}

/** The study check says why; checks of splits are skipped. */
function withoutSplits(error: unknown): SplitFacts[] {
  if (error instanceof AppError) return [];
  throw error;
}

function isLookedAt(column: TableColumn, { roles, tasks, split }: StudySpec): boolean {
  const role = Object.hasOwn(roles, column.name) ? roles[column.name] : undefined;
  if (role === 'input' || role === 'id' || column.type === 'date') return true;
  return column.name === split.column || tasks.some((task) => task.column === column.name);
}

/** The rows of a column; only labels that occur in them are kept. */
function takeRows(column: TableColumn, rows: Int32Array): TableColumn {
  if (!('codes' in column))
    return { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN) };
  if (column.type === 'boolean') return { ...column, codes: rows.map((row) => column.codes[row] ?? -1) };
  const kept = new Map<number, number>();
  const codes = rows.map((row) => {
    const code = column.codes[row] ?? -1;
    if (code < 0) return -1;
    const known = kept.get(code) ?? kept.size;
    kept.set(code, known);
    return known;
  });
  return { ...column, codes, labels: Array.from(kept.keys(), (code) => column.labels[code] ?? '') };
}
