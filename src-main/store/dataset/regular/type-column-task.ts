import type { ColumnType, ResolvedImportOptions } from '../../../contract/dataset.ts';
import { cellText } from '../../../core/table/cell.ts';
import { describeColumn } from '../../../core/table/describe-column.ts';
import { createNumberParser } from '../../../core/table/number-format.ts';
import type { TableColumn } from '../../../core/table/table.ts';
import type { RunRoom } from '../../../core/table/value-runs.ts';
import { hashedParts, type HashedParts } from '../content-hash.ts';
import { encodeColumn, type EncodedColumn } from '../parquet-file/encode-column.ts';
import { mayNamePictures } from '../picture/picture-name.ts';
import { storedColumn } from '../stored-column.ts';
import { typeRaw } from '../type-column.ts';
import type { DescribedColumn } from '../type-request.ts';
import { gatherColumn, type ScatteredColumn } from './gather-column.ts';

export interface ColumnTask {
  readonly kind: 'column';
  readonly name: string;
  readonly cells: ScatteredColumn;
  /** Memory for the numbers of the column, which whoever gave it reads there. */
  readonly room: SharedArrayBuffer | undefined;
  readonly options: Pick<ResolvedImportOptions, 'decimalMark' | 'thousandsMark' | 'missingTokens' | 'dateOrder'>;
  readonly type: ColumnType | undefined;
  /** Rows of the file above the first of the table. */
  readonly rowsAbove: number;
  readonly headRows: number;
  /** Whether the column is to be written. */
  readonly keeps: boolean;
  /** Whether the column itself is wanted too, as the file gives it back. */
  readonly holds: boolean;
  /** Whether there are pictures that it may name. */
  readonly hasPictures: boolean;
}

export interface TypedColumnReply {
  readonly described: DescribedColumn;
  readonly hashed: HashedParts;
  /** The first cells as text. */
  readonly head: readonly (string | null)[];
  readonly encoded: EncodedColumn | null;
  readonly held: TableColumn | null;
}

export interface ColumnReply {
  /** Null where the column names pictures, which are not read here. */
  readonly column: TypedColumnReply | null;
}

/** Types, describes and encodes one column. */
export function typeColumnTask(task: ColumnTask, room: RunRoom): ColumnReply {
  const raw = gatherColumn(task.cells, task.room);
  if (task.hasPictures && 'texts' in raw && mayNamePictures(raw.texts)) return { column: null };
  const typed = typeRaw(task.name, raw, {
    parseNumber: createNumberParser(task.options),
    missingTokens: new Set(task.options.missingTokens),
    type: task.type,
    dateOrder: task.options.dateOrder,
    rowInFile: (index) => task.rowsAbove + index + 1,
  });
  const { column } = typed;
  const headRows = Math.min(task.headRows, task.cells.rowCount);
  const summary = describeColumn(column, room);
  return {
    column: {
      described: typed.describe(summary),
      head: Array.from({ length: headRows }, (_, row) => cellText(column, row)),
      encoded: task.keeps ? encodeColumn(column) : null,
      held: task.holds ? storedColumn(column) : null,
      hashed: hashedParts(column, summary.missing === 0),
    },
  };
}
