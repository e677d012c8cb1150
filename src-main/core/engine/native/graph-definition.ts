/** The parts of TensorFlow's graph messages that a traced program needs. Types are TensorFlow's type codes. */
export type AttributeValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int' | 'float' | 'type'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'shape'; readonly value: readonly number[] | null }
  | { readonly kind: 'tensor'; readonly value: ConstantTensor }
  | { readonly kind: 'function'; readonly value: string }
  | { readonly kind: 'ints' | 'floats' | 'types'; readonly value: readonly number[] }
  | { readonly kind: 'shapes'; readonly value: readonly (readonly number[] | null)[] };

export type Attributes = Record<string, AttributeValue>;

/** Values known while tracing, little-endian as in memory. */
export interface ConstantTensor {
  readonly type: number;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Inputs: inside a function `input` or `node:output:index`, in the outer graph `node` or `node:index`. */
export interface NodeDefinition {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
  /** Shape and type of each output, as it was when traced. */
  readonly outputs: readonly TracedValue[];
}

export interface TracedValue {
  readonly shape: readonly number[];
  readonly type: number;
}

/** Arguments are named `in0`, `in1`, ...; results `out0`, `out1`, ... */
export interface FunctionDefinition {
  readonly name: string;
  readonly inputTypes: readonly number[];
  readonly outputTypes: readonly number[];
  readonly nodes: readonly NodeDefinition[];
  /** Where each result comes from. */
  readonly results: readonly string[];
  readonly attributes: Attributes;
}

/** A graph with its functions, fed at `inputs` and read at `outputs` (`node:0`). */
export interface GraphDefinition {
  readonly nodes: readonly NodeDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
}

export interface GraphPort {
  readonly name: string;
  readonly type: number;
}
