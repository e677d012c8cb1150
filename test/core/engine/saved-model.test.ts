import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import type { GraphDefinition } from '../../../src-main/core/engine/native/graph-definition.ts';
import { completeAttributes, outputNames } from '../../../src-main/core/engine/native/op-definition.ts';
import { encodeSavedModel } from '../../../src-main/core/engine/native/saved-model.ts';
import { MessageWriter } from '../../../src-main/core/engine/native/wire.ts';

interface Decoded {
  toObject(): unknown;
}
const messages = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as {
  SavedModel: { deserializeBinary(bytes: Uint8Array): Decoded };
};

it('writes messages that another reader reads', () => {
  const graph: GraphDefinition = {
    nodes: [
      {
        name: 'node',
        op: 'Op',
        inputs: ['feed', 'other:1'],
        outputs: [],
        attributes: {
          text: { kind: 'string', value: 'é' },
          integer: { kind: 'int', value: -1 },
          number: { kind: 'float', value: 0.5 },
          flag: { kind: 'bool', value: true },
          type: { kind: 'type', value: 3 },
          shape: { kind: 'shape', value: [2, 300] },
          anyShape: { kind: 'shape', value: null },
          values: { kind: 'tensor', value: { type: 3, shape: [2], bytes: Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0) } },
          call: { kind: 'function', value: 'main' },
          integers: { kind: 'ints', value: [1, 200, -3] },
          numbers: { kind: 'floats', value: [1.5, -2] },
          types: { kind: 'types', value: [1, 10] },
          shapes: { kind: 'shapes', value: [[4], []] },
        },
      },
    ],
    functions: [
      {
        name: 'main',
        inputTypes: [1],
        outputTypes: [3],
        nodes: [],
        results: ['in0'],
        attributes: { _XlaMustCompile: { kind: 'bool', value: true } },
      },
    ],
    inputs: [{ name: 'feed', type: 1 }],
    outputs: [{ name: 'result', type: 3 }],
  };
  const decoded = messages.SavedModel.deserializeBinary(encodeSavedModel(graph)).toObject();
  expect(withoutDefaults(decoded)).toMatchSnapshot();
});

/** A decoded message without the fields that were not written. */
function withoutDefaults(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Array.from(value);
  }
  if (Array.isArray(value)) {
    return value.map(withoutDefaults);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const written = Object.entries(value).filter(
    ([, field]) => Boolean(field) && !(Array.isArray(field) && field.length === 0),
  );
  return Object.fromEntries(written.map(([name, field]) => [name, withoutDefaults(field)]));
}

it('grows with what it holds', () => {
  const long = 'x'.repeat(100_000);
  const bytes = new MessageWriter().text(1, long).integer(2, 5).finish();
  expect([bytes[0], bytes.length, bytes.at(-1)]).toEqual([10, 1 + 3 + 100_000 + 2, 5]);
});

it('writes out the attributes that eager execution infers', () => {
  expect(completeAttributes('AddV2', [1, 1], {})).toEqual({ T: { kind: 'type', value: 1 } });
  const packed = completeAttributes('Pack', [3, 3, 3], {});
  expect(packed).toEqual({
    N: { kind: 'int', value: 3 },
    T: { kind: 'type', value: 3 },
    axis: { kind: 'int', value: 0 },
  });
  const split = completeAttributes('Split', [3, 1], { num_split: { kind: 'int', value: 2 } });
  expect(outputNames('Split', 'halves', split)).toEqual(['halves:output:0', 'halves:output:1']);
});

it('knows no op that keeps state', () => {
  expect(() => completeAttributes('RandomUniform', [3], {})).toThrow(/keeps state or is unknown.*: RandomUniform/);
  expect(() => completeAttributes('toString', [], {})).toThrow(/: toString/);
});
