import type { Tensor } from '@tensorflow/tfjs-core';
import { typeCodeOf } from './data-type.ts';

/** The part of the addon of @tensorflow/tfjs-node-gpu that the engine uses. */
export interface NativeBinding {
  createTensor(shape: readonly number[], type: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): unknown;
  executeOp(op: string, attributes: NativeAttribute[], inputIds: number[], outputCount: number): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputIds: number[], inputNames: string, outputNames: string): NativeTensor[];
  isUsingGpuDevice(): boolean;
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor of TensorFlow: the handle's id (never used twice), and what it holds. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The part of the `tensorflow` backend that the engine uses; `binding` is put aside while a program is traced. */
export interface NativeBackend {
  binding: NativeBinding;
  readonly isUsingGpuDevice: boolean;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(metadata: NativeTensor): Tensor;
  executeSingleOutput(op: string, attributes: NativeAttribute[], inputs: readonly Tensor[]): Tensor;
}

/** What computes under the name of TensorFlow. */
export interface Native {
  readonly backend: NativeBackend;
  readonly binding: NativeBinding;
  /** Whether ops run on the direct engine where it has them. */
  readonly isDirect: boolean;
  /** Loads TensorFlow where it is not: the direct engine does without until an op asks for it. Throws AppError `engine`. */
  loadTensorFlow(): NativeBinding;
  /** Runs `compute` with every op done by TensorFlow. */
  withTensorFlow<T>(compute: () => T): T;
  /** Runs `compute` with so many threads at most for each op that the direct engine does; 1 else. */
  withThreads<T>(threads: number, compute: () => T): T;
  /** Runs `compute` with ops that give tensors without values, where the direct engine can tell their shapes. */
  withoutValues<T>(compute: () => T): T;
}

/** The id of the native tensor behind `tensor`, which is made now if its values still wait in JavaScript. */
export function nativeId(native: Native, tensor: Tensor): number {
  const [id] = native.backend.getInputTensorIds([tensor]);
  if (id === undefined) {
    throw new TypeError('missing native tensor');
  }
  return id;
}

/**
 * A copy with a handle of its own, made past any recorder. The same handle fed twice (weights that are also the best
 * weights) would corrupt later calls.
 */
export function aliasTensor(native: Native, tensor: Tensor): Tensor {
  const { backend, binding } = native;
  const type = typeCodeOf(tensor.dtype, 'tensor');
  const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: type }];
  const [copy] = binding.executeOp('Identity', attributes, [nativeId(native, tensor)], 1);
  if (copy === undefined) {
    throw new TypeError('missing result of Identity');
  }
  return backend.createOutputTensor(copy);
}
