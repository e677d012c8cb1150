import { badFile, excerpt } from './bad-file.ts';

export interface Dialect {
  /** One character. */
  readonly delimiter: string;
  /** One character, or empty for none. Doubled inside a quoted cell it stands for itself. */
  readonly quote: string;
}

const lineFeed = 10;
const carriageReturn = 13;
const cellLimit = 1_000_000;

type State = 'start' | 'plain' | 'quoted' | 'closed';

/**
 * Cuts delimited text (RFC 4180, any mix of line ends) into records and knows the row and column of what is wrong, which
 * DuckDB's reader does not say. Blank lines are counted and skipped.
 */
export class RecordParser {
  readonly #file: string;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #onRecord: (cells: string[], row: number) => void;
  #state: State = 'start';
  #cells: string[] = [];
  #cell = '';
  #quotedCells = false;
  #row = 1;
  #afterReturn = false;

  constructor(file: string, dialect: Dialect, onRecord: (cells: string[], row: number) => void) {
    this.#file = file;
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
    this.#onRecord = onRecord;
  }

  /** Throws AppError `bad-file` with row and column at the first cell that is not well formed. */
  push(text: string): void {
    let position = 0;
    while (position < text.length) {
      if (this.#state === 'quoted') position = this.#readQuoted(text, position);
      else position = this.#readOpen(text, position);
    }
  }

  end(): void {
    if (this.#state === 'quoted') {
      throw this.#error(
        `the quoted cell is never closed: ${excerpt(this.#cell)}; add the closing quote, or choose another quote character`,
      );
    }
    if (this.#cells.length > 0 || this.#cell !== '' || this.#state !== 'start') this.#endRecord();
  }

  #readQuoted(text: string, from: number): number {
    const found = text.indexOf(String.fromCharCode(this.#quote), from);
    this.#cell += found < 0 ? text.slice(from) : text.slice(from, found);
    if (this.#cell.length > cellLimit) {
      throw this.#error(
        `the quoted cell is longer than ${cellLimit} characters: ${excerpt(this.#cell)}; a closing quote is missing`,
      );
    }
    if (found < 0) return text.length;
    this.#state = 'closed';
    return found + 1;
  }

  #readOpen(text: string, from: number): number {
    const code = text.charCodeAt(from);
    const afterReturn = this.#afterReturn;
    this.#afterReturn = false;
    if (code === lineFeed && afterReturn) return from + 1;
    if (code === lineFeed || code === carriageReturn) {
      this.#endRecord();
      this.#afterReturn = code === carriageReturn;
      return from + 1;
    }
    if (code === this.#delimiter) {
      this.#endCell();
      return from + 1;
    }
    if (this.#state === 'closed') return this.#readAfterQuote(text, from, code);
    if (code === this.#quote && this.#cell.trim() === '') {
      this.#cell = '';
      this.#quotedCells = true;
      this.#state = 'quoted';
      return from + 1;
    }
    return this.#readPlain(text, from);
  }

  #readAfterQuote(text: string, from: number, code: number): number {
    if (code === this.#quote) {
      this.#cell += text[from] ?? '';
      this.#state = 'quoted';
      return from + 1;
    }
    if (code === 32 || code === 9) return from + 1;
    const rest = excerpt(text.slice(from, from + 20));
    throw this.#error(
      `text follows a closed quote: ${excerpt(this.#cell)} then ${rest}; double the quotes inside a quoted cell, or choose another quote character`,
    );
  }

  #readPlain(text: string, from: number): number {
    let end = from;
    while (end < text.length) {
      const code = text.charCodeAt(end);
      if (code === this.#delimiter || code === lineFeed || code === carriageReturn) break;
      if (code === this.#quote && this.#state === 'start') break;
      if (code !== 32) this.#state = 'plain';
      end += 1;
    }
    this.#cell += text.slice(from, end);
    if (this.#cell.length > cellLimit) {
      throw this.#error(`the cell is longer than ${cellLimit} characters; check the delimiter and the line ends`);
    }
    return end;
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'start';
  }

  #endRecord(): void {
    this.#endCell();
    const cells = this.#cells;
    const blank = cells.length === 1 && !this.#quotedCells && cells[0]?.trim() === '';
    this.#cells = [];
    this.#quotedCells = false;
    if (!blank) this.#onRecord(cells, this.#row);
    this.#row += 1;
  }

  #error(message: string): Error {
    return badFile({ file: this.#file, row: this.#row, column: this.#cells.length + 1 }, message);
  }
}
