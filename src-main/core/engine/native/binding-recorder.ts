import { AppError } from '../../../contract/error.ts';
import { cannotCompile } from './cannot-compile.ts';
import type { FunctionScope, TraceRecord } from './function-scope.ts';
import type { Native, NativeAttribute, NativeBinding, NativeTensor } from './native-binding.ts';
import { opDefinition } from './op-definition.ts';
import { readAttributes } from './read-attributes.ts';

/**
 * Runs `compute` with every op that passes the native binding executed as usual and also written into the scope that
 * `currentScope` gives at that moment. The binding's own members are read-only, so a stand-in that inherits from it
 * takes its place.
 */
export function recordOps<T>(
  native: Native,
  record: TraceRecord,
  currentScope: () => FunctionScope,
  compute: () => T,
): T {
  const { backend, binding } = native;

  function createTensor(shape: readonly number[], type: number, values: unknown): number {
    const id = binding.createTensor(shape, type, values);
    record.values.set(id, { type, shape: [...shape] });
    if (ArrayBuffer.isView(values)) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
      record.constants.set(id, { type, shape: [...shape], bytes });
    }
    return id;
  }

  function executeOp(op: string, given: NativeAttribute[], inputIds: number[], outputCount: number): NativeTensor[] {
    opDefinition(op);
    const scope = currentScope();
    const inputs = inputIds.map((id) => scope.valueName(id));
    const inputTypes = inputIds.map((id) => record.valueOf(id).type);
    const results = binding.executeOp(op, given, inputIds, outputCount);
    const values = results.map(({ shape, dtype }) => ({ shape, type: dtype }));
    const outputs = scope.addNode(op, inputs, inputTypes, readAttributes(given), values);
    results.forEach((result, index) => {
      const name = outputs[index];
      if (name !== undefined) {
        scope.bind(result.id, name);
      }
      record.values.set(result.id, { shape: result.shape, type: result.dtype });
    });
    return results;
  }

  function tensorDataSync(id: number): never {
    const origin = hostReadOrigin(currentScope(), id);
    throw cannotCompile(
      `program ${record.program} reads values on the host, which cannot be compiled: result of ${origin}`,
      origin,
    );
  }

  function refuseRandom(): never {
    throw new AppError(
      'engine',
      `program ${record.program} draws from Math.random, which would be compiled into a constant; use operations.uniform`,
      { details: { op: 'Math.random' } },
    );
  }

  const recorder = Object.create(binding) as NativeBinding;
  for (const [name, value] of Object.entries({ createTensor, executeOp, tensorDataSync })) {
    Object.defineProperty(recorder, name, { value });
  }
  const random = Math.random;
  backend.binding = recorder;
  Math.random = refuseRandom;
  try {
    return compute();
  } finally {
    backend.binding = binding;
    Math.random = random;
  }
}

/** The op whose result is read, e.g. `Mean`; names of values are `Op_number:output:index`. */
function hostReadOrigin(scope: FunctionScope, id: number): string {
  const [node = ''] = scope.valueName(id).split(':', 1);
  return /^in\d+$/.test(node) ? 'a fed tensor' : node.replace(/_\d+$/, '');
}
