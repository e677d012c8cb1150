/** Writes protocol buffer messages (https://protobuf.dev/programming-guides/encoding/): fields in the order of the calls. */
export class MessageWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** An int32, int64, bool or enum field. */
  integer(field: number, value: number): this {
    this.#tag(field, 0);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, 5);
    return this.#append(floatBytes([value]));
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2);
    this.#varint(value.length);
    return this.#append(value);
  }

  message(field: number, write: (message: MessageWriter) => void): this {
    const message = new MessageWriter();
    write(message);
    return this.bytes(field, message.finish());
  }

  packedIntegers(field: number, values: readonly number[]): this {
    const packed = new MessageWriter();
    for (const value of values) {
      packed.#varint(value);
    }
    return this.bytes(field, packed.finish());
  }

  packedFloats(field: number, values: readonly number[]): this {
    return this.bytes(field, floatBytes(values));
  }

  /** An entry of a map from text to messages. */
  entry(field: number, key: string, write: (message: MessageWriter) => void): this {
    return this.message(field, (entry) => entry.text(1, key).message(2, write));
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    const encoded: number[] = [];
    while (rest > 127n) {
      encoded.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    encoded.push(Number(rest));
    this.#append(encoded);
  }

  #append(added: ArrayLike<number>): this {
    const needed = this.#length + added.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(added, this.#length);
    this.#length = needed;
    return this;
  }
}

function floatBytes(values: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, position) => bytes.setFloat32(position * 4, value, true));
  return new Uint8Array(bytes.buffer);
}
