import type { ImportOptions, ImportWarning } from '../../../contract/dataset.ts';
import { NumberFormatDetector } from '../../../core/table/number-format.ts';
import { badFile, excerpt } from '../bad-file.ts';
import { CopyWriter } from '../copy-writer.ts';
import { detectHeader, nameColumns } from '../header.ts';
import { copyRelation, defaultMissingTokens, type RawColumn } from '../raw-table.ts';
import { columnLetters, type MergedArea, type SheetCell } from './read-sheet.ts';

const sampleRows = 200;

export interface LaidSheet {
  readonly columns: readonly RawColumn[];
  readonly relation: string;
  readonly rows: readonly number[];
  readonly header: boolean;
  readonly skipRows: number;
  readonly detector: NumberFormatDetector;
  readonly warnings: readonly ImportWarning[];
}

interface SheetRow {
  readonly cells: SheetCell[];
  readonly row: number;
}

/**
 * Makes a table of the rows of a sheet: titles above are skipped, the header is found, empty rows and the empty columns
 * around are left out, and a value that is merged over several rows stands in each of them.
 */
export class SheetTable {
  readonly detector = new NumberFormatDetector();
  readonly #file: string;
  readonly #path: string;
  readonly #options: ImportOptions;
  readonly #copy: CopyWriter;
  readonly #downward: readonly MergedArea[];
  readonly #merged: number;
  readonly #fills = new Map<MergedArea, SheetCell>();
  readonly #rows: number[] = [];
  readonly #isText: boolean[] = [];
  readonly #isNumber: boolean[] = [];
  #waiting: SheetRow[] | null = [];
  #names: { readonly cells: readonly SheetCell[]; readonly row: number } | null = null;
  #skipRows = 0;

  constructor(file: string, path: string, options: ImportOptions, merged: readonly MergedArea[]) {
    this.#file = file;
    this.#path = path;
    this.#options = options;
    this.#copy = new CopyWriter(path, file);
    this.#downward = merged.filter((area) => area.lastRow > area.firstRow && area.firstColumn === area.lastColumn);
    this.#merged = merged.length;
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  take(cells: SheetCell[], row: number): void {
    this.#fillMerged(cells, row);
    if (cells.every((cell) => cell === null || cell === '')) return;
    if (typeof this.#options.skipRows === 'number' && row <= this.#options.skipRows) return;
    if (this.#waiting === null) this.#write(cells, row);
    else {
      this.#waiting.push({ cells, row });
      if (this.#waiting.length >= sampleRows) this.#begin();
    }
  }

  close(): void {
    this.#copy.close();
  }

  /** Writes what is still held. */
  end(): void {
    this.#begin();
  }

  finish(): LaidSheet {
    const width = Math.max(this.#names?.cells.length ?? 0, this.#isText.length, this.#isNumber.length);
    if (width === 0) throw badFile({ file: this.#file }, 'the sheet is empty; choose another sheet');
    if (this.#rows.length === 0) {
      throw badFile({ file: this.#file, row: this.#names?.row ?? 1 }, 'the sheet has a header and no rows below it');
    }
    const positions = Array.from({ length: width }, (_, position) => position).filter(
      (position) =>
        this.#isText[position] === true || this.#isNumber[position] === true || this.#nameOf(position) !== '',
    );
    const { names, warnings } =
      this.#names === null
        ? { names: positions.map((position) => `column ${columnLetters(position)}`), warnings: [] }
        : nameColumns(
            positions.map((position) => this.#nameOf(position)),
            this.#names.row,
          );
    const columns = positions.map((position, index): RawColumn => {
      const isNumber = this.#isNumber[position] === true && this.#isText[position] !== true;
      return { name: names[index] ?? '', kind: isNumber ? 'number' : 'text' };
    });
    return {
      columns,
      relation: copyRelation(this.#path, columns, { shortRows: true, width, positions }),
      rows: this.#rows,
      header: this.#names !== null,
      skipRows: this.#skipRows,
      detector: this.detector,
      warnings: [...this.#sheetWarnings(), ...warnings],
    };
  }

  #nameOf(position: number): string {
    const cell = this.#names?.cells[position] ?? null;
    return cell === null ? '' : String(cell).trim();
  }

  #fillMerged(cells: SheetCell[], row: number): void {
    for (const area of this.#downward) {
      if (row < area.firstRow || row > area.lastRow) continue;
      if (row === area.firstRow) this.#fills.set(area, cells[area.firstColumn] ?? null);
      else {
        while (cells.length <= area.firstColumn) cells.push(null);
        cells[area.firstColumn] = this.#fills.get(area) ?? null;
      }
    }
  }

  #begin(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    const titles = this.#options.skipRows === 'auto' ? countTitles(waiting) : 0;
    const rows = waiting.slice(titles);
    const [first] = rows;
    if (first === undefined) return;
    this.#skipRows =
      typeof this.#options.skipRows === 'number' ? this.#options.skipRows : titles === 0 ? 0 : first.row - 1;
    if (this.#options.header === 'auto' ? hasHeader(rows, this.#options) : this.#options.header) {
      this.#names = first;
      rows.shift();
    }
    for (const { cells, row } of rows) this.#write(cells, row);
  }

  #write(cells: readonly SheetCell[], row: number): void {
    const texts = cells.map((cell, position) => {
      if (cell === null || cell === '') return null;
      if (typeof cell === 'number') {
        this.#isNumber[position] = true;
        return String(cell);
      }
      this.#isText[position] = true;
      this.detector.add(cell);
      return cell;
    });
    this.#rows.push(row);
    this.#copy.write(texts, row);
  }

  #sheetWarnings(): ImportWarning[] {
    const warnings: ImportWarning[] = [];
    if (this.#skipRows > 0 && this.#options.skipRows === 'auto') {
      warnings.push({
        code: 'preamble-skipped',
        message: `the first ${this.#skipRows} rows are no part of the table and were skipped`,
        row: 1,
        count: this.#skipRows,
      });
    }
    if (this.#merged > 0) {
      warnings.push({
        code: 'merged-cells',
        message: `the sheet has ${this.#merged} merged areas; a value merged over rows is read in each of them, one merged over columns in the first`,
        count: this.#merged,
      });
    }
    return warnings;
  }
}

/** Rows above the table with one filled cell each, where the table has more than two columns. */
function countTitles(rows: readonly SheetRow[]): number {
  const filled = rows.map(({ cells }) => cells.filter((cell) => cell !== null && cell !== '').length);
  const most = filled.reduce((best, count) => Math.max(best, count), 0);
  if (most < 2) return 0;
  const first = filled.findIndex((count) => count > 1 || most <= 1);
  return Math.max(0, first);
}

function hasHeader(rows: readonly SheetRow[], options: ImportOptions): boolean {
  const missing = new Set(options.missingTokens === 'auto' ? defaultMissingTokens : options.missingTokens);
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const records = rows.map(({ cells }) =>
    Array.from({ length: width }, (_, position) => {
      const cell = cells[position] ?? null;
      return cell === null ? '' : String(cell);
    }),
  );
  return detectHeader(records, missing);
}

/** Told of formulas that no program has computed. */
export function formulaWarning(count: number, first: string | null): ImportWarning[] {
  if (count === 0) return [];
  const message = `${count} formulas have no stored value, the first in ${excerpt(first ?? '')}, and are read as missing; open the workbook in a spreadsheet program and save it`;
  return [{ code: 'formula-without-value', message, count }];
}
