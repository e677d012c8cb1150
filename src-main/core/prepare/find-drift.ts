import type { Drift } from '../../contract/prediction.ts';
import { cellText, isMissing } from '../table/cell.ts';
import { findColumn, type CodeColumn, type NumberColumn, type Table, type TableColumn } from '../table/table.ts';

/** A share of missing cells that is larger by this much is told. */
const missingMargin = 0.05;

/**
 * Where new rows leave what the models were trained on: numbers and dates outside the range of the training rows, labels that
 * none of them has, and gaps that are more frequent. Texts, vectors and pictures have no range and are left out.
 *
 * @param trainRows rows of the study's table that some run was trained on
 */
export function findDrift(known: Table, trainRows: Int32Array, inputs: readonly string[], rows: Table): Drift[] {
  return inputs.flatMap((name) => {
    const before = findColumn(known, name);
    const after = findColumn(rows, name);
    if (before === undefined || after === undefined || rows.rowCount === 0) return [];
    return [...outside(before, trainRows, after), ...moreMissing(before, trainRows, after)];
  });
}

function outside(before: TableColumn, trainRows: Int32Array, after: TableColumn): Drift[] {
  if ('codes' in before !== 'codes' in after) return [];
  const finding =
    'codes' in after
      ? unseenLabels(before as CodeColumn, trainRows, after)
      : outsideRange(before as NumberColumn, trainRows, after);
  return finding === null ? [] : [finding];
}

function outsideRange(before: NumberColumn, trainRows: Int32Array, after: NumberColumn): Drift | null {
  let low = Infinity;
  let high = -Infinity;
  for (const row of trainRows) {
    const value = before.values[row] as number;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  const isOut = (row: number): boolean => (after.values[row] as number) < low || (after.values[row] as number) > high;
  const range = [low, high]
    .map((value) => cellText({ ...before, values: Float64Array.of(value) }, 0) ?? '')
    .join(' to ');
  return toFinding('outside-range', after, after.values.length, isOut, range);
}

function unseenLabels(before: CodeColumn, trainRows: Int32Array, after: CodeColumn): Drift | null {
  if (after.type !== 'categorical' && after.type !== 'boolean') return null;
  const seen = new Set<string>();
  for (const row of trainRows) {
    const code = before.codes[row] as number;
    if (code >= 0) seen.add(before.labels[code] as string);
  }
  const isNew = (row: number): boolean => {
    const code = after.codes[row] as number;
    return code >= 0 && !seen.has(after.labels[code] as string);
  };
  return toFinding('unseen-label', after, after.codes.length, isNew, `${seen.size} labels`);
}

function toFinding(
  kind: Drift['kind'],
  column: TableColumn,
  rowCount: number,
  isFound: (row: number) => boolean,
  known: string,
): Drift | null {
  let rows = 0;
  let present = 0;
  let first = -1;
  for (let row = 0; row < rowCount; row += 1) {
    if (isMissing(column, row)) continue;
    present += 1;
    if (!isFound(row)) continue;
    rows += 1;
    if (first < 0) first = row;
  }
  if (rows === 0) return null;
  const example = { row: first + 1, value: cellText(column, first) ?? '' };
  return { kind, column: column.name, rows, share: rows / present, known, example };
}

/** The share of the rows in which the column has no value. */
export function missingShare(column: TableColumn, rows: Int32Array): number {
  return rows.filter((row) => isMissing(column, row)).length / Math.max(1, rows.length);
}

function moreMissing(before: TableColumn, trainRows: Int32Array, after: TableColumn): Drift[] {
  const total = 'codes' in after ? after.codes.length : after.values.length;
  const rows = Array.from({ length: total }, (_, row) => row).filter((row) => isMissing(after, row));
  const knownShare = missingShare(before, trainRows);
  const share = rows.length / total;
  if (rows.length === 0 || share <= knownShare + missingMargin) return [];
  const known = `${(100 * knownShare).toFixed(1)} % missing`;
  return [
    {
      kind: 'missing',
      column: after.name,
      rows: rows.length,
      share,
      known,
      example: { row: (rows[0] as number) + 1, value: '' },
    },
  ];
}
