import type { Tensor } from '@tensorflow/tfjs-core';

/** Named tensors; the order of the keys is part of a program's signature. */
export type TensorMap = Readonly<Record<string, Tensor>>;

/** From the fastest to the one that runs anywhere. */
export type EngineKind = 'xla' | 'direct' | 'graph' | 'eager' | 'wasm';

/** What a program may use beside the ops of TF.js: the same meaning, and for integers the same bits, in every engine. */
export interface Operations {
  readonly kind: EngineKind;
  /**
   * Repeats `state = body(i, state)` for i = 0 .. count - 1; a nested While when compiled, a plain loop when eager. It ends
   * earlier, or does not begin, where the entry `until` of the state, a bool scalar, is true.
   */
  loop(
    count: number | Tensor,
    state: TensorMap,
    body: (index: Tensor, state: TensorMap) => TensorMap,
    until?: string,
  ): TensorMap;
  /**
   * Uniform numbers in [0, 1) with 24 random bits, float32, a pure function of (seeds, counter, position in a row).
   * seeds: int32 [R]; counter: int32 scalar; result [R, ...shape]: row r depends on seeds[r] alone.
   */
  uniform(seeds: Tensor, counter: Tensor, shape: readonly number[]): Tensor;
  /** Rows of x [N, ...] at int32 indices of any shape; indices are checked on the host before they are fed. */
  gather(x: Tensor, indices: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  /** Runs `compute` outside the gradient tape. */
  stopGradient<T>(compute: () => T): T;
}

/** A pure step: `state = body(i, state, inputs)`. Nothing else may be read; nothing may be kept. */
export interface Program {
  /** Programs of one name that are fed tensors of the same names, types and shapes are the same program, in any process. */
  readonly name: string;
  readonly body: (index: Tensor, state: TensorMap, inputs: TensorMap, operations: Operations) => TensorMap;
}

/** How a program is run; the bits of its results depend on none of it. */
export interface RunOptions {
  /** Threads that may work on it at once, 1 by default; only the direct engine takes more. */
  readonly threads?: number;
}

/** A program made ready for one set of shapes. Freed by `dispose`. */
export interface Executable {
  readonly kind: EngineKind;
  /** Traced ops; 0 when eager. */
  readonly nodeCount: number;
  /**
   * The state after iterations from .. from + count - 1. The caller owns the result and keeps the arguments.
   * Throws AppError `engine` when shapes differ from those the program was compiled for.
   */
  run(state: TensorMap, inputs: TensorMap, from: number, count: number, options?: RunOptions): TensorMap;
  dispose(): void;
}

export interface Engine {
  readonly kind: EngineKind;
  /** The examples give names, types and shapes; their values are not kept. */
  compile(program: Program, state: TensorMap, inputs: TensorMap): Executable;
  dispose(): void;
}

/** Why a better engine was not used, for `doctor` and the status line. */
export interface EngineNotice {
  readonly wanted: EngineKind;
  readonly used: EngineKind;
  readonly reason: string;
  readonly remedy: string;
}
