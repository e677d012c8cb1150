import { NumberFormatDetector } from '../../../core/table/number-format.ts';
import {
  carriageReturn,
  cellBits,
  isToken,
  lineFeed,
  longestCell,
  numberBits,
  showNumber,
  textOf,
  toClasses,
  type ScanSettings,
} from '../scan-cells.ts';
import { firstHash, nextHash, type ByteDictionary } from './byte-dictionary.ts';
import { createPlainNumberParser } from './plain-number.ts';
import type { ReaderRoom } from './reader-room.ts';

/** How a column is read: passed over, as numbers, or as texts. */
export const columnKind = { none: 0, number: 1, text: 2 } as const;

export interface CellSettings extends Omit<ScanSettings, 'skipRecords'> {
  readonly decimalMark: '.' | ',';
  /** One of `columnKind` for every column. */
  readonly kinds: Uint8Array;
  /** Cells that may still be looked at for the number format: written as numbers, and others. */
  readonly numberLimit: number;
  readonly oddLimit: number;
}

export interface NumberLooks {
  number: number;
  odd: number;
}

const minus = 45;
const plus = 43;
const zero = 48;
const doubleZero = 0;
const powers = Float64Array.from({ length: 16 }, (_, power) => Number(`1e${power}`));
/** Digits that an int32 holds whatever they are, and that a double does. */
const shortDigits = 9;
const longDigits = 15;

/**
 * Reads the records of a piece of regular text (see `CellScanner`) column by column: numbers written plainly become numbers
 * without a text in between, texts become codes of the piece's distinct ones. A number column with any other cell is
 * marked as a misfit and has to be read as texts.
 */
export class CellReader {
  readonly detector = new NumberFormatDetector();
  readonly looked: NumberLooks = { number: 0, odd: 0 };
  readonly #settings: CellSettings;
  readonly #kinds: Uint8Array;
  readonly #classes: Uint8Array;
  readonly #tokens: readonly Uint8Array[];
  readonly #beginsToken = new Uint8Array(256);
  readonly #longestToken: number;
  readonly #capacity: number;
  readonly #numbers: readonly (Float64Array | null)[];
  readonly #codes: readonly (Int32Array | null)[];
  readonly #dictionaries: readonly (ByteDictionary | null)[];
  readonly #parse: (text: string) => number;
  #unescaped = new Uint8Array(256);
  rowCount = 0;
  regular = true;

  /** `capacity` is the most rows that there can be; what was read lies in `room` until another reader is made with it. */
  constructor(settings: CellSettings, capacity: number, room: ReaderRoom) {
    const { kinds, missingTokens } = settings;
    this.#settings = settings;
    this.#kinds = kinds.slice();
    this.#classes = toClasses(settings);
    this.#capacity = capacity;
    this.#tokens = missingTokens.filter((token) => token !== '').map((token) => Buffer.from(token));
    for (const token of this.#tokens) this.#beginsToken[token[0] ?? 0] = 1;
    this.#longestToken = this.#tokens.reduce((longest, token) => Math.max(longest, token.length), 0);
    this.#numbers = Array.from(kinds, (kind, column) =>
      kind === columnKind.number ? room.numbers(column, capacity) : null,
    );
    this.#codes = Array.from(kinds, (kind, column) => (kind === columnKind.text ? room.codes(column, capacity) : null));
    this.#dictionaries = Array.from(kinds, (kind, column) =>
      kind === columnKind.text ? room.dictionary(column) : null,
    );
    this.#parse = createPlainNumberParser(settings.decimalMark);
  }

  /** Number columns that hold something else. */
  misfits(): number[] {
    const { kinds } = this.#settings;
    return Array.from(kinds.keys()).filter((column) => kinds[column] !== this.#kinds[column]);
  }

  /** The numbers of a column that is no misfit, NaN where missing. */
  numbers(column: number): Float64Array | null {
    if (this.#kinds[column] !== columnKind.number) return null;
    return this.#numbers[column]?.subarray(0, this.rowCount) ?? null;
  }

  /** The distinct texts of a column and the code of each row, -1 where missing. */
  texts(column: number): { readonly codes: Int32Array; readonly dictionary: ByteDictionary } | null {
    const codes = this.#codes[column] ?? null;
    const dictionary = this.#dictionaries[column] ?? null;
    return codes === null || dictionary === null ? null : { codes: codes.subarray(0, this.rowCount), dictionary };
  }

  /**
   * Reads the records that begin in `from` to `stop` - 1. The byte after the last one must be a line feed where the file
   * ends there, else zero. Returns where the first record that was not read begins; null where one goes on beyond the
   * bytes, and then nothing that was read counts.
   */
  read(bytes: Uint8Array, from: number, stop: number, length: number): number | null {
    const { delimiter, quote, width, decimalMark } = this.#settings;
    const classes = this.#classes;
    const kinds = this.#kinds;
    const numbers = this.#numbers;
    const codes = this.#codes;
    const dictionaries = this.#dictionaries;
    const beginsToken = this.#beginsToken;
    const decimal = decimalMark === '.' ? 46 : 44;
    const last = width - 1;
    let looksAtNumbers = this.#looksAtNumbers;
    let looksAtOdd = this.#looksAtOdd;
    let row = this.rowCount;
    let at = from;
    while (at < stop) {
      if (row === this.#capacity) return this.#irregular();
      for (let column = 0; column < width; column += 1) {
        const kind = kinds[column] as number;
        const isQuoted = bytes[at] === quote;
        const start = isQuoted ? at + 1 : at;
        let end = start;
        let isDone = false;
        if (kind === columnKind.number) {
          let byte = bytes[end] as number;
          const isSigned = byte === minus || byte === plus;
          const isNegative = byte === minus;
          if (isSigned) byte = bytes[(end += 1)] as number;
          const leading = byte;
          const digitsFrom = end;
          let mantissa = 0;
          for (; byte >= zero && byte < zero + 10; byte = bytes[(end += 1)] as number) {
            mantissa = (Math.imul(mantissa, 10) + byte - zero) | 0;
          }
          let digits = end - digitsFrom;
          let scale = 0;
          let isWhole = !isSigned;
          if (byte === decimal && decimal !== delimiter) {
            isWhole = false;
            const fractionFrom = end + 1;
            byte = bytes[(end += 1)] as number;
            for (; byte >= zero && byte < zero + 10; byte = bytes[(end += 1)] as number) {
              mantissa = (Math.imul(mantissa, 10) + byte - zero) | 0;
            }
            scale = end - fractionFrom;
            digits += scale;
          }
          const isEnded = isQuoted
            ? byte === quote && bytes[end + 1] !== quote
            : byte === delimiter || byte === lineFeed || (byte === carriageReturn && bytes[end + 1] === lineFeed);
          if (isEnded && digits > 0 && digits <= longDigits && !(isWhole && digits > 1 && leading === zero)) {
            if (!isWhole && looksAtNumbers) {
              this.#look(bytes, start, end, true);
              looksAtNumbers = this.#looksAtNumbers;
            }
            let value = mantissa;
            if (digits > shortDigits) value = toDouble(bytes, digitsFrom, end);
            if (scale > 0) value /= powers[scale] as number;
            // A zero stays without a sign, so that equal values have equal bytes in the content hash.
            if (isNegative) value = doubleZero - value;
            if (beginsToken[bytes[start] as number] === 1 && this.#isToken(bytes, start, end - start))
              value = Number.NaN;
            (numbers[column] as Float64Array)[row] = value;
            isDone = true;
          } else if (isEnded && end === start) {
            (numbers[column] as Float64Array)[row] = Number.NaN;
            isDone = true;
          } else end = start;
        }
        if (!isDone) {
          let bits = 0;
          let hash = firstHash;
          let isEscaped = false;
          if (isQuoted) {
            for (;;) {
              const byte = bytes[end] as number;
              if (byte === quote) {
                if (bytes[end + 1] !== quote) break;
                bits |= cellBits.other;
                isEscaped = true;
                end += 1;
              } else if (byte === 0) {
                return end >= length ? null : this.#irregular();
              } else {
                const found = classes[byte] as number;
                bits |= found !== 0 ? found : byte === 44 ? cellBits.comma : cellBits.other;
              }
              hash = nextHash(hash, byte);
              end += 1;
            }
          } else {
            for (;;) {
              const byte = bytes[end] as number;
              const found = classes[byte] as number;
              if (found === 0) break;
              bits |= found;
              hash = nextHash(hash, byte);
              end += 1;
            }
          }
          if (end - start > longestCell) return this.#irregular();
          if (end > start) {
            if (looksAtNumbers || looksAtOdd) {
              this.#lookAt(bytes, start, end, bits);
              looksAtNumbers = this.#looksAtNumbers;
              looksAtOdd = this.#looksAtOdd;
            }
            if (kind === columnKind.text) {
              const dictionary = dictionaries[column] as ByteDictionary;
              (codes[column] as Int32Array)[row] = isEscaped
                ? this.#addEscaped(dictionary, bytes, start, end, hash)
                : dictionary.add(bytes, start, end, hash);
            } else if (kind === columnKind.number) this.#readSlowly(bytes, start, end, column, row);
          } else if (kind === columnKind.text) (codes[column] as Int32Array)[row] = -1;
          else if (kind === columnKind.number) (numbers[column] as Float64Array)[row] = Number.NaN;
        }
        if (isQuoted) end += 1;
        const byte = bytes[end] as number;
        at = end + 1;
        if (byte === delimiter) {
          if (column === last) return this.#irregular();
          continue;
        }
        if (byte === carriageReturn && bytes[end + 1] === lineFeed) at = end + 2;
        else if (byte !== lineFeed) return end >= length - 1 ? null : this.#irregular();
        if (column !== last) return this.#irregular();
      }
      row += 1;
    }
    this.rowCount = row;
    return Math.min(at, length);
  }

  get #looksAtNumbers(): boolean {
    return this.looked.number < this.#settings.numberLimit;
  }

  get #looksAtOdd(): boolean {
    return this.looked.odd < this.#settings.oddLimit;
  }

  #irregular(): null {
    this.regular = false;
    return null;
  }

  /** Shows the detector a cell of such characters as `CellScanner` does. */
  #lookAt(bytes: Uint8Array, from: number, to: number, bits: number): void {
    if ((bits & cellBits.digit) === 0) return;
    if ((bits & ~numberBits) === 0) {
      if (bits !== cellBits.digit && this.#looksAtNumbers) this.#look(bytes, from, to, true);
    } else if ((bits & cellBits.other) === 0 && this.#looksAtOdd && !this.#isToken(bytes, from, to - from)) {
      this.#look(bytes, from, to, false);
    }
  }

  #look(bytes: Uint8Array, from: number, to: number, isNumber: boolean): void {
    if (isNumber) {
      this.looked.number += 1;
      showNumber(this.detector, bytes, from, to);
    } else {
      this.looked.odd += 1;
      this.detector.add(textOf(bytes, from, to));
    }
  }

  /** A cell with an exponent, many digits, a token that means missing, or something that is no plain number. */
  #readSlowly(bytes: Uint8Array, from: number, to: number, column: number, row: number): void {
    const numbers = this.#numbers[column];
    if (numbers === null || numbers === undefined) return;
    if (this.#isToken(bytes, from, to - from)) {
      numbers[row] = Number.NaN;
      return;
    }
    const value = this.#parse(textOf(bytes, from, to));
    if (Number.isNaN(value)) this.#kinds[column] = columnKind.none;
    numbers[row] = value;
  }

  #isToken(bytes: Uint8Array, from: number, length: number): boolean {
    return length <= this.#longestToken && isToken(this.#tokens, bytes, from, length);
  }

  /** A cell with doubled quotes, each of which stands for one; the hash is of the cell with one of each. */
  #addEscaped(dictionary: ByteDictionary, bytes: Uint8Array, from: number, to: number, hash: number): number {
    const { quote } = this.#settings;
    if (this.#unescaped.length < to - from) this.#unescaped = new Uint8Array(2 * (to - from));
    const target = this.#unescaped;
    let length = 0;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] as number;
      target[length] = byte;
      length += 1;
      if (byte === quote) at += 1;
    }
    return dictionary.add(target, 0, length, hash);
  }
}

/** The digits from here on as one number, marks between them left out; at most 15, which a double holds. */
function toDouble(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] as number) - zero;
    if (digit >= 0 && digit < 10) value = value * 10 + digit;
  }
  return value;
}
