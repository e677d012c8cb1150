/** Values of the Thrift compact protocol, as far as Parquet's metadata needs them. */
export type ThriftValue =
  | { readonly kind: 'i32' | 'i64'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'binary'; readonly value: Uint8Array }
  | { readonly kind: 'list'; readonly of: 'i32' | 'binary' | 'struct'; readonly values: readonly ThriftValue[] }
  | { readonly kind: 'struct'; readonly fields: ThriftStruct };

/** Fields by their number, in ascending order. */
export type ThriftStruct = readonly (readonly [number, ThriftValue])[];

const codes = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
const trueCode = 1;
const falseCode = 2;

/** The bytes of a struct. */
export function encodeThrift(struct: ThriftStruct): Uint8Array {
  const bytes: number[] = [];
  putStruct(bytes, struct);
  return Uint8Array.from(bytes);
}

export function i32(value: number): ThriftValue {
  return { kind: 'i32', value };
}

export function i64(value: number): ThriftValue {
  return { kind: 'i64', value };
}

export function text(value: string): ThriftValue {
  return { kind: 'binary', value: Buffer.from(value) };
}

export function struct(...fields: readonly (readonly [number, ThriftValue])[]): ThriftValue {
  return { kind: 'struct', fields };
}

export function list(of: 'i32' | 'binary' | 'struct', values: readonly ThriftValue[]): ThriftValue {
  return { kind: 'list', of, values };
}

function putStruct(bytes: number[], fields: ThriftStruct): void {
  let before = 0;
  for (const [field, value] of fields) {
    const code = value.kind === 'boolean' ? (value.value ? trueCode : falseCode) : codes[value.kind];
    bytes.push(((field - before) << 4) | code);
    before = field;
    if (value.kind !== 'boolean') putValue(bytes, value);
  }
  bytes.push(0);
}

function putValue(bytes: number[], value: ThriftValue): void {
  switch (value.kind) {
    case 'i32':
    case 'i64':
      // Zigzag: no number here is below zero.
      putVarint(bytes, 2 * value.value);
      break;
    case 'binary':
      putVarint(bytes, value.value.length);
      for (const byte of value.value) bytes.push(byte);
      break;
    case 'list':
      if (value.values.length < 15) bytes.push((value.values.length << 4) | codes[value.of]);
      else {
        bytes.push(0xf0 | codes[value.of]);
        putVarint(bytes, value.values.length);
      }
      for (const each of value.values) putValue(bytes, each);
      break;
    case 'struct':
      putStruct(bytes, value.fields);
      break;
    case 'boolean':
      bytes.push(value.value ? trueCode : falseCode);
  }
}

/** By division, because places in a file may lie beyond 32 bits. */
function putVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
