import type { ColumnType, ImportOptions } from '../../../contract/dataset.ts';
import type { DetectedNumberFormat, NumberFormat } from '../../../core/table/number-format.ts';
import { cellBits, type ScannedColumn } from '../scan-cells.ts';
import type { TextPlan } from '../text-plan.ts';
import { columnKind } from './cell-reader.ts';
import type { ScatteredColumn } from './gather-column.ts';
import type { ImportThreads } from './import-threads.ts';
import { createPlainNumberParser } from './plain-number.ts';
import type { ReadChunk } from './read-chunk.ts';
import { cutRanges, readChunks, type ReadPlan } from './read-chunks.ts';
import type { ScannedHead } from './scan-head.ts';

export interface ColumnsRequest {
  readonly path: string;
  readonly folder: string;
  readonly options: ImportOptions;
  /** Bytes after which a preview stops at the next whole row; null reads all. */
  readonly limit: number | null;
  readonly onProgress?: (share: number | null) => void;
}

export interface ReadColumns {
  readonly rowCount: number;
  readonly columns: readonly ScatteredColumn[];
  readonly format: DetectedNumberFormat;
  /** Whether that is all of the file. */
  readonly complete: boolean;
}

/**
 * Reads every column once: as numbers where the beginning of the file says so, else as texts. Those that then hold anything
 * else are read again as texts, and all of them where the whole file speaks for another decimal mark. Null where the text
 * is not regular.
 */
export async function readColumns(
  request: ColumnsRequest,
  plan: TextPlan,
  head: ScannedHead,
  threads: ImportThreads,
): Promise<ReadColumns | null> {
  const { options, limit, path, folder } = request;
  const { delimiter } = plan.dialect;
  const guess = head.detector.decide(delimiter, options);
  const common = {
    path,
    folder,
    onProgress: (share: number) => request.onProgress?.(share),
  };
  const planOf = (format: NumberFormat, kinds: Uint8Array): ReadPlan => ({
    ...common,
    settings: { ...head.settings, decimalMark: format.decimalMark, kinds },
    ranges: cutRanges(head.begin, head.size, limit),
    isExact: false,
    detects: false,
  });
  let kinds = guessKinds(plan, head, options, guess);
  let read = await readChunks(threads, { ...planOf(guess, kinds), detects: true });
  if (read === null) return null;
  const format = read.detector.decide(delimiter, options);
  const ranges = read.chunks.map(({ begin, end }) => ({ from: begin, to: end }));
  if (format.decimalMark !== guess.decimalMark) {
    kinds = guessKinds(plan, head, options, format);
    read = await readChunks(threads, { ...planOf(format, kinds), ranges, isExact: true });
    if (read === null) return null;
  }
  const { chunks, misfits } = read;
  let again: readonly ReadChunk[] = [];
  if (misfits.size > 0) {
    const textKinds = kinds.map((_, column) => (misfits.has(column) ? columnKind.text : columnKind.none));
    again = (await readChunks(threads, { ...planOf(format, textKinds), ranges, isExact: true }))?.chunks ?? [];
    if (again.length === 0) return null;
  }
  const rowCount = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const columns = head.scanned.map((_, column): ScatteredColumn => {
    const pieces = (misfits.has(column) ? again : chunks).flatMap((chunk) => {
      const piece = chunk.columns[column] ?? null;
      return piece === null ? [] : [{ rowCount: chunk.rowCount, column: piece }];
    });
    return { rowCount, pieces };
  });
  return { rowCount, columns, format, complete: (chunks.at(-1)?.end ?? 0) >= head.size };
}

/** Numbers where all cells at the beginning of the file are plain ones. */
function guessKinds(plan: TextPlan, head: ScannedHead, options: ImportOptions, format: NumberFormat): Uint8Array {
  const parse = createPlainNumberParser(format.decimalMark);
  const sample = plan.header ? plan.records.slice(1) : plan.records;
  return Uint8Array.from(head.scanned, (column, position) => {
    const type = typeOf(options, head.named.names[position] ?? '');
    if (type !== undefined && type !== 'numeric') return columnKind.text;
    const isPlain =
      holdsPlainNumbers(column, format) &&
      sample.every((record) => {
        const cell = record[position] ?? '';
        return cell === '' || plan.missingTokens.includes(cell) || !Number.isNaN(parse(cell));
      });
    return isPlain ? columnKind.number : columnKind.text;
  });
}

function holdsPlainNumbers({ bits, holdsCodes }: ScannedColumn, format: NumberFormat): boolean {
  const decimal = format.decimalMark === '.' ? cellBits.point : cellBits.comma;
  const allowed = cellBits.digit | decimal | cellBits.sign | cellBits.exponent;
  return (bits & cellBits.digit) !== 0 && (bits & ~allowed) === 0 && !holdsCodes;
}

/** The type that the user wants for a column. */
export function typeOf({ columnTypes }: Pick<ImportOptions, 'columnTypes'>, name: string): ColumnType | undefined {
  return Object.hasOwn(columnTypes, name) ? columnTypes[name] : undefined;
}
