import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportWarning } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { NumberFormatDetector } from '../../core/table/number-format.ts';
import { badFile, excerpt } from './bad-file.ts';
import { CopyWriter } from './copy-writer.ts';
import { detectDialect, type FoundDialect, type Sample } from './dialect.ts';
import { cancelled } from './duckdb.ts';
import { findEncoding, readText } from './encoding.ts';
import type { FormatRequest } from './format/format.ts';
import { detectHeader, nameColumns } from './header.ts';
import { copyRelation, defaultMissingTokens, type RawTable, type RelationTable } from './raw-table.ts';
import { readDirectly } from './read-directly.ts';
import { RecordParser } from './record-parser.ts';
import { sampledWarning, textOptions, textWarnings, type TextPlan } from './text-plan.ts';

const sampleLength = 262_144;
const headerRecords = 200;
/** Cells looked at for the number format. */
const formatCells = 2_000_000;

/**
 * Finds encoding, dialect, header and number format, checks that every row has as many cells as the header, and writes
 * the copy. Throws AppError `bad-file` with file, row and column at the first thing that is wrong.
 */
export async function readTextFile(request: FormatRequest): Promise<RawTable> {
  const otherwise = async (): Promise<RelationTable> => copyText(request, await planText(request, 'whole'));
  const plan = await planText(request, 'beginning').catch((error: unknown) => {
    // The beginning alone may mislead; whatever is wrong with the whole is found below.
    if (error instanceof AppError) return null;
    throw error;
  });
  return (plan === null ? null : await readDirectly(request, plan, otherwise)) ?? otherwise();
}

/** Finds dialect and header from the beginning of the file, and the encoding from as much of it as is said. */
async function planText(
  { path, file, options, signal }: FormatRequest,
  extent: 'beginning' | 'whole',
): Promise<TextPlan> {
  const found = await findEncoding(path, file, options.encoding, extent, signal);
  const sample = await readSample(path, file, found.encoding, signal);
  const dialect = detectDialect(sample, options);
  const missingTokens = options.missingTokens === 'auto' ? [...defaultMissingTokens] : options.missingTokens;
  const records = sampleRecords(file, sample, dialect);
  const header = options.header === 'auto' ? detectHeader(records, new Set(missingTokens)) : options.header;
  return { ...found, dialect, missingTokens, header, records };
}

/** Checks every record and writes a copy that any reader understands alike. */
async function copyText(request: FormatRequest, plan: TextPlan): Promise<RelationTable> {
  const { path, file, options, signal } = request;
  const { dialect, header, missingTokens } = plan;
  const copyPath = join(request.folder, `${randomUUID()}.csv`);
  const copier = new RecordCopier(file, header, dialect, copyPath);
  const { size } = await stat(path);
  let complete = true;
  try {
    const parser = new RecordParser(file, dialect, (cells, row) => {
      if (row > dialect.skipRows) copier.take(cells, row);
    });
    let length = 0;
    for await (const text of readText(path, file, plan.encoding, signal)) {
      if (signal?.aborted === true) throw cancelled();
      parser.push(text);
      length += text.length;
      request.onProgress?.(Math.min(1, length / size));
      if (request.limit !== null && length >= request.limit) {
        complete = false;
        break;
      }
    }
    if (complete) parser.end();
  } finally {
    copier.close();
  }
  const table = copier.finish();
  const { fileRows } = copier;
  const format = copier.detector.decide(dialect.delimiter, options);
  const columns = table.names.map((name) => ({ name, kind: 'text' as const }));
  return {
    columns,
    relation: copyRelation(copyPath, columns, { width: table.width, missingTokens }),
    rowCount: fileRows.length,
    rowInFile: (index) => fileRows[index] ?? 0,
    options: textOptions(options, plan, format),
    warnings: [
      ...textWarnings(plan, options, format),
      ...table.warnings,
      ...(complete ? [] : [sampledWarning(fileRows.length)]),
    ],
  };
}

async function readSample(
  path: string,
  file: string,
  encoding: string,
  signal: AbortSignal | undefined,
): Promise<Sample> {
  let text = '';
  for await (const piece of readText(path, file, encoding, signal)) {
    text += piece;
    if (text.length >= sampleLength) return { text: text.slice(0, sampleLength), complete: false };
  }
  return { text, complete: true };
}

/** The first records below the skipped rows. */
function sampleRecords(file: string, sample: Sample, dialect: FoundDialect): string[][] {
  const records: string[][] = [];
  const parser = new RecordParser(file, dialect, (cells, row) => {
    if (row > dialect.skipRows && records.length < headerRecords) records.push(cells);
  });
  try {
    parser.push(sample.text);
    if (sample.complete) parser.end();
  } catch {
    // What is not well formed is reported when the whole file is read.
  }
  return records;
}

/** Checks the records one by one and holds their copy until it is written. */
class RecordCopier {
  readonly fileRows: number[] = [];
  readonly detector = new NumberFormatDetector();
  readonly #file: string;
  readonly #header: boolean;
  readonly #delimiter: string;
  #names: string[] | null = null;
  #headerRow = 1;
  #width = 0;
  #lastFilled = false;
  #trailing = 0;
  readonly #copy: CopyWriter;
  #cellsSeen = 0;

  constructor(file: string, header: boolean, dialect: FoundDialect, copyPath: string) {
    this.#file = file;
    this.#copy = new CopyWriter(copyPath, file);
    this.#header = header;
    this.#delimiter = dialect.delimiter;
  }

  take(cells: string[], row: number): void {
    if (this.#width === 0) {
      this.#start(cells, row);
      if (this.#header) return;
    }
    if (cells.length === this.#width + 1 && cells.at(-1)?.trim() === '') {
      cells.pop();
      this.#trailing += 1;
    }
    if (cells.length !== this.#width) throw this.#ragged(cells, row);
    if (cells.at(-1)?.trim() !== '') this.#lastFilled = true;
    this.fileRows.push(row);
    for (const cell of cells) {
      if (this.#cellsSeen >= formatCells) break;
      this.detector.add(cell);
      this.#cellsSeen += 1;
    }
    this.#copy.write(cells, row);
  }

  close(): void {
    this.#copy.close();
  }

  finish(): { readonly names: readonly string[]; readonly width: number; readonly warnings: readonly ImportWarning[] } {
    if (this.#width === 0) throw badFile({ file: this.#file }, 'holds no rows; choose a file with a header and rows');
    if (this.fileRows.length === 0) {
      throw badFile(
        { file: this.#file, row: this.#headerRow },
        'has a header and no rows below it; choose a file with rows',
      );
    }
    const written = this.#names ?? Array.from({ length: this.#width }, () => '');
    const endsEmpty = !this.#lastFilled && this.#names !== null && written.at(-1)?.trim() === '' && this.#width > 2;
    const { names, warnings } =
      this.#names === null
        ? { names: written.map((_, position) => `column ${position + 1}`), warnings: [] }
        : nameColumns(endsEmpty ? written.slice(0, -1) : written, this.#headerRow);
    const trailing = endsEmpty || this.#trailing > 0;
    return { names, width: this.#width, warnings: trailing ? [...warnings, this.#trailingWarning()] : warnings };
  }

  #start(cells: string[], row: number): void {
    if (cells.length === 1) {
      throw badFile(
        { file: this.#file, row },
        `only one column: ${excerpt(cells[0] ?? '')}; a study needs inputs and tasks; if there are more, name the delimiter`,
      );
    }
    this.#width = cells.length;
    this.#headerRow = row;
    if (this.#header) this.#names = [...cells];
  }

  #ragged(cells: readonly string[], row: number): Error {
    const reference = this.#header ? 'the header' : 'the first row';
    const remedy =
      cells.length > this.#width
        ? `quote cells that hold ${JSON.stringify(this.#delimiter)}`
        : 'add the missing delimiters';
    return badFile(
      { file: this.#file, row, column: Math.min(cells.length, this.#width) + (cells.length > this.#width ? 1 : 0) },
      `${cells.length} cells where ${reference} has ${this.#width}: ${excerpt(cells.join(this.#delimiter))}; ${remedy}`,
    );
  }

  #trailingWarning(): ImportWarning {
    const count = this.#trailing > 0 ? this.#trailing : this.fileRows.length;
    return {
      code: 'trailing-delimiter',
      message: `${count} rows end with a delimiter; the empty last cell was dropped`,
      count,
    };
  }
}
