import type { NativeAttribute, NativeBinding, NativeTensor } from '../native/native-binding.ts';
import { attributeCode, typeCode } from '../native/data-type.ts';
import { cannotCompile } from '../native/cannot-compile.ts';
import { readAttributes } from '../native/read-attributes.ts';
import type { DirectBinding } from './direct-binding.ts';
import { arrayOf } from './host-array.ts';
import { inferOp } from './infer-op.ts';
import { argumentsOf } from './op-shape.ts';
import { OpRunner, type HostTensor } from './run-op.ts';

/** A tensor of the binding: its elements on the host, a tensor of TensorFlow, or both; neither where only its shape was asked for. */
interface Held {
  readonly shape: readonly number[];
  readonly type: number;
  host: HostTensor | null;
  native: number | null;
}

/** The binding of TensorFlow.js's package without TensorFlow, which is loaded by what only TensorFlow can do. */
export interface HostBinding extends NativeBinding {
  /** Loads TensorFlow where it is not; throws what `load` throws. */
  loadTensorFlow(): NativeBinding;
  /** Runs `compute` with every op done by TensorFlow. */
  withTensorFlow<T>(compute: () => T): T;
  /** Runs `compute` with so many threads at most for each op that the direct engine does; 1 else. */
  withThreads<T>(threads: number, compute: () => T): T;
  /**
   * Runs `compute` with ops that give tensors without values, of the shape and type that they would have. Throws a fault that
   * `isCannotCompile` knows at an op whose outputs cannot be told without running it.
   */
  withoutValues<T>(compute: () => T): T;
}

/** How ops are done at present. */
interface Mode {
  /** Every one by TensorFlow. */
  readonly onTensorFlow: boolean;
  /** The most that the direct engine may take for one. */
  readonly threads: number;
  /** They give tensors without values. */
  readonly isShapesOnly: boolean;
}

/**
 * Runs ops one by one on the direct engine, and on TensorFlow those that it lacks. Which of the two runs an op never depends on
 * what was run before.
 */
export function createHostBinding(direct: DirectBinding, load: () => NativeBinding): HostBinding {
  const runner = new OpRunner(direct);
  const tensors = new Map<number, Held>();
  let lastId = 0;
  let tensorFlow: NativeBinding | null = null;
  let mode: Mode = { onTensorFlow: false, threads: 1, isShapesOnly: false };

  /** Runs `compute` with ops done otherwise in some respect. */
  function during<T>(change: Partial<Mode>, compute: () => T): T {
    const before = mode;
    mode = { ...before, ...change };
    try {
      return compute();
    } finally {
      mode = before;
    }
  }

  function loadTensorFlow(): NativeBinding {
    tensorFlow ??= load();
    return tensorFlow;
  }

  function hold(held: Held): number {
    lastId += 1;
    tensors.set(lastId, held);
    return lastId;
  }

  function find(id: number): Held {
    const held = tensors.get(id);
    if (held === undefined) throw new TypeError(`unknown tensor: ${id}`);
    return held;
  }

  function hostOf(held: Held): HostTensor {
    if (held.host === null) {
      const values = loadTensorFlow().tensorDataSync(held.native as number) as Float32Array | Int32Array | Uint8Array;
      held.host = toHost(held.shape, held.type, values);
    }
    return held.host;
  }

  function nativeOf(held: Held): number {
    if (held.native === null) {
      const { shape, type } = held;
      held.native = loadTensorFlow().createTensor(shape, type, readable(hostOf(held)));
    }
    return held.native;
  }

  function holdNative({ id, shape, dtype }: NativeTensor): NativeTensor {
    return { id: hold({ shape, type: dtype, host: null, native: id }), shape, dtype };
  }

  function runDirectly(
    op: string,
    attributes: NativeAttribute[],
    inputs: Held[],
    outputs: number,
  ): NativeTensor[] | null {
    if (mode.onTensorFlow || inputs.some((held) => !isHostType(held.type))) return null;
    const results = runner.run(op, readAttributes(attributes), inputs.map(hostOf), outputs, mode.threads);
    return (
      results?.map((host) => {
        const { shape, type } = host;
        return { id: hold({ shape, type, host, native: null }), shape: [...shape], dtype: type };
      }) ?? null
    );
  }

  function inferOnly(op: string, attributes: NativeAttribute[], inputs: Held[], outputs: number): NativeTensor[] {
    const known = argumentsOf(
      op,
      inputs.map((held) => held.host ?? held),
    );
    const inferred = inferOp(op, readAttributes(attributes), known, outputs);
    if (inferred === null) throw cannotCompile(`unknown shape of what ${op} gives without running it`, op);
    return inferred.outputs.map(({ shape, type }) => {
      return { id: hold({ shape, type, host: null, native: null }), shape: [...shape], dtype: type };
    });
  }

  const binding: HostBinding = {
    ...attributeCode,
    ...packageTypes,
    get TF_Version() {
      return loadTensorFlow().TF_Version;
    },
    loadTensorFlow,
    withTensorFlow: (compute) => during({ onTensorFlow: true }, compute),
    withThreads: (threads, compute) => during({ threads }, compute),
    withoutValues: (compute) => during({ isShapesOnly: !mode.onTensorFlow }, compute),
    createTensor(shape, type, values) {
      if (isHostType(type) && ArrayBuffer.isView(values)) {
        const host = toHost(shape, type, values as Float32Array);
        return hold({ shape: [...shape], type, host, native: null });
      }
      const native = loadTensorFlow().createTensor(shape, type, values);
      return hold({ shape: [...shape], type, host: null, native });
    },
    deleteTensor(id) {
      const { native } = find(id);
      if (native !== null) loadTensorFlow().deleteTensor(native);
      tensors.delete(id);
    },
    tensorDataSync(id) {
      const held = find(id);
      return isHostType(held.type) ? readable(hostOf(held)) : loadTensorFlow().tensorDataSync(held.native as number);
    },
    executeOp(op, attributes, inputIds, outputs) {
      const inputs = inputIds.map(find);
      if (mode.isShapesOnly) return inferOnly(op, attributes, inputs, outputs);
      return (
        runDirectly(op, attributes, inputs, outputs) ??
        loadTensorFlow().executeOp(op, attributes, inputs.map(nativeOf), outputs).map(holdNative)
      );
    },
    loadSavedModel: (folder, tags) => loadTensorFlow().loadSavedModel(folder, tags),
    deleteSavedModel: (id) => loadTensorFlow().deleteSavedModel(id),
    runSavedModel(id, inputIds, inputNames, outputNames) {
      const natives = inputIds.map((inputId) => nativeOf(find(inputId)));
      return loadTensorFlow().runSavedModel(id, natives, inputNames, outputNames).map(holdNative);
    },
    isUsingGpuDevice: () => tensorFlow?.isUsingGpuDevice() ?? false,
    getNumOfSavedModels: () => tensorFlow?.getNumOfSavedModels() ?? 0,
    getNumOfTensors: () => tensors.size,
  };
  return binding;
}

/** What the package's backend reads of its binding beside (tensorflow/c/tf_datatype.h). */
const packageTypes = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
};

function isHostType(type: number): boolean {
  return type === typeCode.float32 || type === typeCode.int32 || type === typeCode.bool;
}

function toHost(shape: readonly number[], type: number, values: Float32Array | Int32Array | Uint8Array): HostTensor {
  const wanted = arrayOf(type);
  return { shape: [...shape], type, elements: values instanceof wanted ? values : wanted.from(values) };
}

/** The elements as the package gives them: bools are bytes. */
function readable({ type, elements }: HostTensor): Float32Array | Int32Array | Uint8Array {
  return type === typeCode.bool ? Uint8Array.from(elements) : elements;
}
