import { open } from 'node:fs/promises';
import type { NumberFormatDetector } from '../../../core/table/number-format.ts';
import { nameColumns, type ColumnNames } from '../header.ts';
import { CellScanner, carriageReturn, lineFeed, type ScannedColumn, type ScanSettings } from '../scan-cells.ts';
import type { TextPlan } from '../text-plan.ts';

/** Bytes that tell what the columns hold; where they mislead, some columns are read twice. */
const headBytes = 1024 * 1024;

/** What the beginning of a regular text file says about the rest. */
export interface ScannedHead {
  /** Bytes of the file. */
  readonly size: number;
  /** Records above the first row of the table, the header among them; and where that row begins. */
  readonly rowsAbove: number;
  readonly begin: number;
  readonly named: ColumnNames;
  readonly scanned: readonly ScannedColumn[];
  readonly detector: NumberFormatDetector;
  readonly settings: ScanSettings;
}

/** Scans the beginning of a file; null where it is not regular, or not of single bytes. */
export async function scanHead(path: string, plan: TextPlan): Promise<ScannedHead | null> {
  const { dialect, header, records, missingTokens } = plan;
  const first = records[0];
  if (plan.encoding !== 'utf-8' || first === undefined || first.length < 2 || !isByte(dialect.delimiter)) return null;
  if (dialect.quote !== '' && !isByte(dialect.quote)) return null;
  if (header && first.at(-1)?.trim() === '') return null;
  const rowsAbove = dialect.skipRows + (header ? 1 : 0);
  const settings: ScanSettings = {
    delimiter: dialect.delimiter.charCodeAt(0),
    quote: dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0),
    skipRecords: rowsAbove,
    width: first.length,
    missingTokens,
  };
  const { bytes, size } = await readBeginning(path);
  const scanner = new CellScanner(settings);
  scanner.scan(bytes, bytes.length === size);
  const begin = endOfLines(bytes, rowsAbove);
  if (!scanner.regular || scanner.rowCount === 0 || begin === null) return null;
  const named = header
    ? nameColumns(first, dialect.skipRows + 1)
    : { names: first.map((_, position) => `column ${position + 1}`), warnings: [] };
  return { size, rowsAbove, begin, named, scanned: scanner.columns(), detector: scanner.detector, settings };
}

function isByte(mark: string): boolean {
  return mark.length === 1 && mark.charCodeAt(0) < 128;
}

async function readBeginning(path: string): Promise<{ readonly bytes: Buffer; readonly size: number }> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.allocUnsafe(Math.min(size, headBytes));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return { bytes: bytes.subarray(0, read), size };
  } finally {
    await handle.close();
  }
}

/** Where the line after so many begins; null where one of them is blank, which the parser does not count as a record. */
function endOfLines(bytes: Uint8Array, count: number): number | null {
  let from = 0;
  for (let line = 0; line < count; line += 1) {
    const end = bytes.indexOf(lineFeed, from);
    if (end < 0 || end === from || (end === from + 1 && bytes[from] === carriageReturn)) return null;
    from = end + 1;
  }
  return from;
}
