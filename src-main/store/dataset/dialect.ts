import { AppError } from '../../contract/error.ts';
import { RecordParser, type Dialect } from './record-parser.ts';

const delimiters = [',', ';', '\t', '|'];
const sampleRecords = 500;

export interface FoundDialect extends Dialect {
  /** Lines above the header. */
  readonly skipRows: number;
}

/** The beginning of a file; `complete` when it is all of it. */
export interface Sample {
  readonly text: string;
  readonly complete: boolean;
}

interface Candidate {
  readonly dialect: Dialect;
  readonly records: readonly SampleRecord[];
  readonly width: number;
  readonly share: number;
  readonly broken: boolean;
}

interface SampleRecord {
  readonly width: number;
  readonly filled: number;
  readonly row: number;
}

/**
 * Delimiter and quote under which most records of the sample have the same number of cells, and the lines before the
 * first such record that hold one cell only (a title, a note, `sep=;`). What is given is kept.
 */
export function detectDialect(
  sample: Sample,
  given: { readonly delimiter: string; readonly quote: string; readonly skipRows: 'auto' | number },
): FoundDialect {
  const named = /^sep=(.)\s*(?:\r|\n|$)/i.exec(sample.text)?.[1];
  const wantedDelimiters =
    given.delimiter === 'auto' ? (named === undefined ? delimiters : [named]) : [given.delimiter];
  checkMarks(given.delimiter, given.quote);
  const skip = given.skipRows === 'auto' ? 0 : given.skipRows;
  const quote = given.quote === 'auto' ? detectQuote(sample.text) : given.quote;
  const candidates = wantedDelimiters.map((delimiter) => tryDialect(sample, { delimiter, quote }, skip));
  const best = candidates.reduce((first, second) => (rank(second) > rank(first) ? second : first));
  if (given.skipRows !== 'auto') return { ...best.dialect, skipRows: given.skipRows };
  return { ...best.dialect, skipRows: named === undefined ? preambleRows(best) : Math.max(1, preambleRows(best)) };
}

/** Double quotes, unless the text has none and whole cells stand in single ones. */
function detectQuote(text: string): string {
  return !text.includes('"') && /(?:^|[\n\r,;\t|])'[^'\r\n]*'(?=$|[\r\n,;\t|])/.test(text) ? "'" : '"';
}

function checkMarks(delimiter: string, quote: string): void {
  if (delimiter !== 'auto' && (delimiter.length !== 1 || /[\r\n]/.test(delimiter))) {
    throw new AppError('bad-option', `invalid delimiter ${JSON.stringify(delimiter)}; must be one character`);
  }
  if (quote !== 'auto' && quote !== '' && (quote.length !== 1 || /[\r\n]/.test(quote) || quote === delimiter)) {
    throw new AppError(
      'bad-option',
      `invalid quote ${JSON.stringify(quote)}; must be empty or one character, not the delimiter`,
    );
  }
}

function tryDialect(sample: Sample, dialect: Dialect, skip: number): Candidate {
  const records: SampleRecord[] = [];
  const parser = new RecordParser('', dialect, (cells, row) => {
    if (row <= skip || records.length >= sampleRecords) return;
    records.push({ width: cells.length, filled: cells.filter((cell) => cell.trim() !== '').length, row });
  });
  let broken = false;
  try {
    parser.push(sample.text);
    if (sample.complete) parser.end();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    broken = true;
  }
  const counts = new Map<number, number>();
  for (const { width } of records) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [1, 0]);
  return { dialect, records, width, share: records.length === 0 ? 0 : count / records.length, broken };
}

/** Several columns before one, unbroken before broken, then agreement, then width. */
function rank(candidate: Candidate): number {
  if (candidate.width < 2) return candidate.share / 100;
  return (candidate.broken ? 0 : 10) + 5 * candidate.share + Math.min(candidate.width, 1000) / 1001;
}

function preambleRows({ records, width }: Candidate): number {
  if (width < 2) return 0;
  const header = records.findIndex((record) => !isTitle(record, width));
  const first = records[header];
  return first === undefined || header === 0 ? 0 : first.row - 1;
}

function isTitle(record: SampleRecord, width: number): boolean {
  return record.width === 1 || (width > 2 && record.width === width && record.filled === 1);
}
