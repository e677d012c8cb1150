import type { CodeColumn, NumberColumn, Table, TableColumn } from '../core/table/table.ts';

/** A table that is quick to hand to another thread: the labels of a column are one text. */
export interface PackedTable {
  readonly rowCount: number;
  readonly columns: readonly PackedColumn[];
}

type PackedColumn = NumberColumn | CodeColumn | PackedCodes;

interface PackedCodes extends Omit<CodeColumn, 'labels'> {
  readonly text: string;
  /** Where each label ends in the text. */
  readonly ends: Int32Array;
}

/** Fewer labels are as quick one by one. */
const fewLabels = 1000;
/** Characters of a text that any runtime holds. */
const longestText = 2 ** 28;

export function packTable({ rowCount, columns }: Table): PackedTable {
  return { rowCount, columns: columns.map(packColumn) };
}

/** The memory that is handed over without a copy. */
export function buffersOf({ columns }: PackedTable): ArrayBuffer[] {
  const views = columns.flatMap((column): NodeJS.TypedArray[] => {
    if (!('codes' in column)) return [column.values];
    return 'ends' in column ? [column.codes, column.ends] : [column.codes];
  });
  return [...new Set(views.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

export function unpackTable({ rowCount, columns }: PackedTable): Table {
  return { rowCount, columns: columns.map(unpackColumn) };
}

function packColumn(column: TableColumn): PackedColumn {
  if (!('codes' in column) || column.labels.length < fewLabels) return column;
  const { labels, ...rest } = column;
  const ends = new Int32Array(labels.length);
  let end = 0;
  labels.forEach((label, code) => (ends[code] = end += label.length));
  return end > longestText ? column : { ...rest, text: labels.join(''), ends };
}

function unpackColumn(column: PackedColumn): TableColumn {
  if (!('ends' in column)) return column;
  const { text, ends, ...rest } = column;
  let start = 0;
  const labels = Array.from(ends, (end) => {
    const label = text.slice(start, end);
    start = end;
    return label;
  });
  return { ...rest, labels };
}
