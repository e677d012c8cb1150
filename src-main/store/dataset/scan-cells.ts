import { NumberFormatDetector } from '../../core/table/number-format.ts';

/** Bits of the characters that a cell or a column holds. */
export const cellBits = {
  digit: 1,
  point: 2,
  comma: 4,
  sign: 8,
  exponent: 16,
  mark: 32,
  high: 64,
  other: 128,
} as const;

export const lineFeed = 10;
export const carriageReturn = 13;
/** Where a quoted cell does not end. */
const open = -1;
const broken = -2;
export const longestCell = 1_000_000;
/** Cells that are looked at for the number format, at the beginning and later on. */
export const firstFormatCells = 100_000;
export const oddFormatCells = 500_000;

/** What a column holds, tokens that mean missing left out. */
export interface ScannedColumn {
  /** Of `cellBits`, of all cells together. */
  readonly bits: number;
  /** Whether digits stand in it that a number would change: leading zeros, more than 15 of them. */
  readonly holdsCodes: boolean;
}

export interface ScanSettings {
  /** Single bytes; the quote is -1 for none. */
  readonly delimiter: number;
  readonly quote: number;
  /** Records at the top that are not of the table, the header among them. */
  readonly skipRecords: number;
  /** Cells of every record. */
  readonly width: number;
  readonly missingTokens: readonly string[];
}

/**
 * Goes through the bytes of delimited text and checks that it is regular: every record has the same number of cells,
 * quotes open and close whole cells, lines end alike, no line is blank and no byte is zero. Any reader makes the same
 * table of such a text. What is not regular is left to the parser that knows rows and columns.
 */
export class CellScanner {
  readonly detector = new NumberFormatDetector();
  readonly #settings: ScanSettings;
  readonly #classes: Uint8Array;
  readonly #bits: Uint8Array;
  readonly #codes: Uint8Array;
  readonly #tokens: readonly Uint8Array[];
  readonly #longestToken: number;
  #record = 0;
  #quotedBits = 0;
  #firstFormat = firstFormatCells;
  #oddFormat = oddFormatCells;
  /** Rows of the table that are whole. */
  rowCount = 0;
  regular = true;

  constructor(settings: ScanSettings) {
    this.#settings = settings;
    this.#classes = toClasses(settings);
    this.#bits = new Uint8Array(settings.width);
    this.#codes = new Uint8Array(settings.width);
    this.#tokens = settings.missingTokens.filter((token) => token !== '').map((token) => Buffer.from(token));
    this.#longestToken = this.#tokens.reduce((longest, token) => Math.max(longest, token.length), 0);
  }

  columns(): ScannedColumn[] {
    return Array.from(this.#bits, (bits, column) => ({ bits, holdsCodes: this.#codes[column] === 1 }));
  }

  /**
   * Scans whole records from `bytes` and returns how many bytes they are; the caller gives the rest again with what
   * follows. At the end of the file the last record may lack its line end.
   */
  scan(bytes: Uint8Array, isEnd: boolean): number {
    const { delimiter, quote, width, skipRecords } = this.#settings;
    const classes = this.#classes;
    const length = bytes.length;
    let record = this.#record;
    // A byte order mark would be part of the first cell.
    if (record === 0 && skipRecords === 0 && bytes[0] === 0xef && bytes[1] === 0xbb) return this.#irregular(0);
    let consumed = 0;
    let start = 0;
    let bits = 0;
    let column = 0;
    let wasQuoted = false;
    for (let at = 0; at <= length; at += 1) {
      let found = 0;
      while (at < length) {
        found = classes[bytes[at] as number] as number;
        if (found === 0) break;
        bits |= found;
        at += 1;
      }
      if (at === length && (!isEnd || consumed === length)) break;
      const byte = at === length ? lineFeed : (bytes[at] as number);
      if (byte === delimiter || byte === lineFeed) {
        const isReturn = byte === lineFeed && at > start && bytes[at - 1] === carriageReturn;
        if (record >= skipRecords) {
          if (column >= width) return this.#irregular(consumed);
          if (bits !== 0) {
            const to = isReturn ? at - 1 : at;
            if (wasQuoted) this.#note(bytes, start + 1, to - 1, bits, column);
            else this.#note(bytes, start, to, bits, column);
          }
        } else if (wasQuoted) return this.#irregular(consumed);
        column += 1;
        bits = 0;
        wasQuoted = false;
        start = at + 1;
        if (byte === delimiter) continue;
        if (record >= skipRecords) {
          if (column !== width) return this.#irregular(consumed);
          this.rowCount += 1;
        }
        record += 1;
        column = 0;
        consumed = Math.min(at + 1, length);
        this.#record = record;
      } else if (byte === quote) {
        if (at !== start) return this.#irregular(consumed);
        wasQuoted = true;
        const end = this.#skipQuoted(bytes, at + 1);
        if (end < 0) {
          if (isEnd || end === broken) return this.#irregular(consumed);
          break;
        }
        bits = this.#quotedBits;
        at = end;
        const next = at + 1 < length ? bytes[at + 1] : isEnd ? lineFeed : -1;
        if (next === -1) break;
        if (next !== delimiter && next !== lineFeed && next !== carriageReturn) return this.#irregular(consumed);
      } else if (byte === carriageReturn) {
        if (at + 1 >= length && !isEnd) break;
        if (bytes[at + 1] !== lineFeed) return this.#irregular(consumed);
      } else return this.#irregular(consumed);
    }
    return consumed;
  }

  /** Position of the quote that closes the cell; `open` where the bytes end before, `broken` at a zero byte. */
  #skipQuoted(bytes: Uint8Array, from: number): number {
    const { quote } = this.#settings;
    const classes = this.#classes;
    let bits = 0;
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === quote) {
        if (bytes[at + 1] !== quote) {
          this.#quotedBits = bits;
          return at;
        }
        bits |= cellBits.other;
        at += 1;
      } else if (byte === 0) return broken;
      else
        bits |=
          byte === 44 ? cellBits.comma : (classes[byte] as number) === 0 ? cellBits.other : (classes[byte] as number);
    }
    return open;
  }

  #irregular(consumed: number): number {
    this.regular = false;
    return consumed;
  }

  #note(bytes: Uint8Array, from: number, to: number, bits: number, column: number): void {
    const length = to - from;
    if ((bits & ~numberBits) === 0 && (bits & cellBits.digit) !== 0) {
      if (bits === cellBits.digit && ((bytes[from] === 48 && length > 1) || length > 15)) this.#codes[column] = 1;
      else if (this.#firstFormat > 0 && bits !== cellBits.digit) {
        this.#firstFormat -= 1;
        showNumber(this.detector, bytes, from, to);
      }
      if (bits !== cellBits.digit && length <= this.#longestToken && isToken(this.#tokens, bytes, from, length)) return;
    } else {
      if (length <= this.#longestToken && isToken(this.#tokens, bytes, from, length)) return;
      if (length > longestCell) this.regular = false;
      if ((bits & cellBits.digit) !== 0 && (bits & cellBits.other) === 0 && this.#oddFormat > 0) {
        this.#oddFormat -= 1;
        this.detector.add(textOf(bytes, from, to));
      }
    }
    this.#bits[column] = (this.#bits[column] ?? 0) | bits;
  }
}

/** Shows the detector a cell of nothing but `numberBits`. */
export function showNumber(detector: NumberFormatDetector, bytes: Uint8Array, from: number, to: number): void {
  if (!detector.addPlain(bytes, from, to)) detector.add(textOf(bytes, from, to));
}

/** Whether the cell is one of the tokens, byte by byte. */
export function isToken(tokens: readonly Uint8Array[], bytes: Uint8Array, from: number, length: number): boolean {
  for (const token of tokens) {
    if (token.length !== length) continue;
    let index = 0;
    while (index < length && token[index] === bytes[from + index]) index += 1;
    if (index === length) return true;
  }
  return false;
}

export const numberBits = cellBits.digit | cellBits.point | cellBits.sign | cellBits.exponent;

export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}

/** The bit of each byte; 0 for what separates and quotes cells. */
export function toClasses({ delimiter, quote }: Pick<ScanSettings, 'delimiter' | 'quote'>): Uint8Array {
  const classes = new Uint8Array(256).fill(cellBits.other);
  for (let digit = 48; digit < 58; digit += 1) classes[digit] = cellBits.digit;
  for (let byte = 128; byte < 256; byte += 1) classes[byte] = cellBits.high;
  const named: readonly (readonly [string, number])[] = [
    ['.', cellBits.point],
    [',', cellBits.comma],
    ['+-', cellBits.sign],
    ['eE', cellBits.exponent],
    [" '", cellBits.mark],
  ];
  for (const [characters, bit] of named) {
    for (const character of characters) classes[character.charCodeAt(0)] = bit;
  }
  for (const byte of [0, lineFeed, carriageReturn, delimiter, ...(quote < 0 ? [] : [quote])]) classes[byte] = 0;
  return classes;
}
