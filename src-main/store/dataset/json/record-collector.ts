import type { ImportWarning } from '../../../contract/dataset.ts';
import { NumberFormatDetector } from '../../../core/table/number-format.ts';
import { badFile, excerpt } from '../bad-file.ts';
import { CopyWriter } from '../copy-writer.ts';
import { nameColumns } from '../header.ts';
import { copyRelation, type RawColumn } from '../raw-table.ts';

const mostColumns = 20_000;
const pathMark = '\u0000';

export interface CollectedRecords {
  readonly columns: readonly RawColumn[];
  readonly relation: string;
  readonly rows: readonly number[];
  readonly detector: NumberFormatDetector;
  readonly warnings: readonly ImportWarning[];
}

/**
 * Lays records out as rows: a column for each path to a value, nested objects by dots, arrays as JSON text. A column may
 * appear late; where a record lacks it, its cell is missing.
 */
export class RecordCollector {
  readonly detector = new NumberFormatDetector();
  readonly #file: string;
  readonly #path: string;
  readonly #copy: CopyWriter;
  readonly #positions = new Map<string, number>();
  readonly #isText: boolean[] = [];
  readonly #isNumber: boolean[] = [];
  readonly #rows: number[] = [];
  #cells: (string | null)[] = [];

  constructor(file: string, path: string) {
    this.#file = file;
    this.#path = path;
    this.#copy = new CopyWriter(path, file);
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** `row` is the record's place in the file. Throws AppError `bad-file` where it is no object. */
  add(record: unknown, row: number): void {
    if (!isObject(record)) {
      throw badFile(
        { file: this.#file, row },
        `${excerpt(JSON.stringify(record))} is not an object; every record must be one, as {"name": value, ...}`,
      );
    }
    this.#cells = new Array<string | null>(this.#positions.size).fill(null);
    this.#addFields(record, '', row);
    this.#rows.push(row);
    this.#copy.write(this.#cells, row);
  }

  close(): void {
    this.#copy.close();
  }

  finish(): CollectedRecords {
    if (this.#rows.length === 0) throw badFile({ file: this.#file }, 'holds no records; choose a file with records');
    if (this.#positions.size === 0) throw badFile({ file: this.#file, row: 1 }, 'the records hold no fields');
    const written = [...this.#positions.keys()].map((path) => path.slice(1).replaceAll(pathMark, '.'));
    const { names, warnings } = nameColumns(written, 1);
    const columns = names.map((name, position): RawColumn => {
      const isNumber = this.#isNumber[position] === true && this.#isText[position] !== true;
      return { name, kind: isNumber ? 'number' : 'text' };
    });
    return {
      columns,
      relation: copyRelation(this.#path, columns, { shortRows: true }),
      rows: this.#rows,
      detector: this.detector,
      warnings,
    };
  }

  #addFields(record: Readonly<Record<string, unknown>>, path: string, row: number): void {
    for (const key of Object.keys(record)) {
      const value = record[key];
      const place = `${path}${pathMark}${key}`;
      if (isObject(value) && Object.keys(value).length > 0) this.#addFields(value, place, row);
      else this.#addValue(value, place, row);
    }
  }

  #addValue(value: unknown, path: string, row: number): void {
    let position = this.#positions.get(path);
    if (position === undefined) {
      position = this.#positions.size;
      if (position >= mostColumns) {
        throw badFile(
          { file: this.#file, row },
          `more than ${mostColumns} different fields; do the keys differ from record to record? Give every record the same keys`,
        );
      }
      this.#positions.set(path, position);
    }
    if (value === null || value === undefined) this.#cells[position] = null;
    else if (typeof value === 'number') {
      this.#isNumber[position] = true;
      this.#cells[position] = String(value);
    } else {
      this.#isText[position] = true;
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (typeof value === 'string') this.detector.add(text);
      this.#cells[position] = text;
    }
    while (this.#cells.length < position) this.#cells.push(null);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
