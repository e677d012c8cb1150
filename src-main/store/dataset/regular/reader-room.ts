import { ByteDictionary } from './byte-dictionary.ts';

/** Memory for one piece of a file after another. */
export class ReaderRoom {
  readonly #numbers: Float64Array[] = [];
  readonly #codes: Int32Array[] = [];
  readonly #dictionaries: ByteDictionary[] = [];
  #bytes = Buffer.alloc(0);

  /** What stands in it is of no account. */
  bytes(length: number): Buffer {
    if (this.#bytes.length < length) this.#bytes = Buffer.allocUnsafeSlow(length);
    return this.#bytes;
  }

  numbers(column: number, rows: number): Float64Array {
    const known = this.#numbers[column];
    if (known !== undefined && known.length >= rows) return known;
    return (this.#numbers[column] = new Float64Array(rows));
  }

  codes(column: number, rows: number): Int32Array {
    const known = this.#codes[column];
    if (known !== undefined && known.length >= rows) return known;
    return (this.#codes[column] = new Int32Array(rows));
  }

  /** Without any text. */
  dictionary(column: number): ByteDictionary {
    const dictionary = (this.#dictionaries[column] ??= new ByteDictionary());
    dictionary.clear();
    return dictionary;
  }
}
