/** What the hash of a text begins with; each byte then goes through `nextHash`. */
export const firstHash = 0x811c9dc5 | 0;

/** The hash with one more byte (Fowler, Noll and Vo, 1a). */
export function nextHash(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/** Numbers distinct runs of bytes in the order in which they come, without making texts of them. */
export class ByteDictionary {
  /** Codes plus one, 0 where free. */
  #slots = new Int32Array(64);
  #hashes = new Int32Array(16);
  /** Where each run ends; it begins where the one before ends. */
  #ends = new Int32Array(16);
  #bytes = new Uint8Array(256);
  #length = 0;
  size = 0;

  /** The code of these bytes, whose hash is given. */
  add(source: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const code = (this.#slots[slot] as number) - 1;
      if (code < 0) break;
      if (this.#hashes[code] === hash && this.#holds(code, source, from, to)) return code;
      slot = (slot + 1) & mask;
    }
    const code = this.size;
    this.#append(source, from, to, hash);
    this.#slots[slot] = code + 1;
    if (2 * this.size > this.#slots.length) this.#grow();
    return code;
  }

  clear(): void {
    this.#slots.fill(0);
    this.size = 0;
    this.#length = 0;
  }

  /** All runs one after another, valid until the next `add`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  get ends(): Int32Array {
    return this.#ends.subarray(0, this.size);
  }

  get hashes(): Int32Array {
    return this.#hashes.subarray(0, this.size);
  }

  /** The runs as texts; they are UTF-8. */
  texts(): string[] {
    const buffer = Buffer.from(this.#bytes.buffer, 0, this.#length);
    let start = 0;
    return Array.from(this.ends, (end) => {
      const text = buffer.toString('utf8', start, end);
      start = end;
      return text;
    });
  }

  #holds(code: number, source: Uint8Array, from: number, to: number): boolean {
    const start = code === 0 ? 0 : (this.#ends[code - 1] as number);
    if ((this.#ends[code] as number) - start !== to - from) return false;
    const bytes = this.#bytes;
    for (let at = from, place = start; at < to; at += 1, place += 1) {
      if (bytes[place] !== source[at]) return false;
    }
    return true;
  }

  #append(source: Uint8Array, from: number, to: number, hash: number): void {
    const end = this.#length + to - from;
    if (end > this.#bytes.length) this.#bytes = enlarged(this.#bytes, Math.max(end, 2 * this.#bytes.length));
    if (this.size === this.#ends.length) {
      this.#ends = enlarged(this.#ends, 2 * this.size);
      this.#hashes = enlarged(this.#hashes, 2 * this.size);
    }
    const bytes = this.#bytes;
    for (let at = from, place = this.#length; at < to; at += 1, place += 1) bytes[place] = source[at] as number;
    this.#length = end;
    this.#ends[this.size] = end;
    this.#hashes[this.size] = hash;
    this.size += 1;
  }

  #grow(): void {
    const slots = new Int32Array(4 * this.#slots.length);
    const mask = slots.length - 1;
    for (let code = 0; code < this.size; code += 1) {
      const hash = this.#hashes[code] as number;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.#slots = slots;
  }
}

function enlarged<Values extends Uint8Array | Int32Array>(values: Values, length: number): Values {
  const larger = new (values.constructor as new (length: number) => Values)(length);
  larger.set(values);
  return larger;
}
