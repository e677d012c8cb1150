/** Writes small ONNX models by hand, so that tests need no model from elsewhere. Numbers are of onnx.proto. */

const floatType = 1;

type Field = readonly [number, number | string | Buffer];

function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([tag, value]) => {
      if (typeof value === 'number') return Buffer.concat([varint(tag * 8), varint(value)]);
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      return Buffer.concat([varint(tag * 8 + 2), varint(bytes.length), bytes]);
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

export interface OnnxValue {
  readonly name: string;
  readonly type: 'float' | 'int64' | 'string';
  /** A text stands for any size. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A model of these nodes as the bytes of a file. */
export function onnxModel(
  inputs: readonly OnnxValue[],
  outputs: readonly OnnxValue[],
  nodes: readonly OnnxNode[],
  weights: readonly OnnxWeights[] = [],
): Buffer {
  const graph = message(
    ...nodes.map((node): Field => [1, message(...strings(1, node.inputs), ...strings(2, node.outputs), [4, node.op])]),
    [2, 'graph'],
    ...weights.map((weight): Field => [5, writeWeights(weight)]),
    ...inputs.map((value): Field => [11, writeValue(value)]),
    ...outputs.map((value): Field => [12, writeValue(value)]),
  );
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 13])]);
}

function strings(tag: number, values: readonly string[]): Field[] {
  return values.map((value): Field => [tag, value]);
}

function writeValue({ name, type, shape }: OnnxValue): Buffer {
  const dimensions = shape.map((size): Field => [1, message(typeof size === 'number' ? [1, size] : [2, size])]);
  const code = { float: floatType, int64: 7, string: 8 }[type];
  return message([1, name], [2, message([1, message([1, code], [2, message(...dimensions)])])]);
}

function writeWeights({ name, shape, values }: OnnxWeights): Buffer {
  const raw = Buffer.from(Float32Array.from(values).buffer);
  return message(...shape.map((size): Field => [1, size]), [2, floatType], [8, name], [9, raw]);
}
