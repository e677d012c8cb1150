import { add, cast, gather, getBackend, matMul, reshape, tensor, tensor2d, type Tensor } from '@tensorflow/tfjs-core';

/** WebAssembly has no gradient of a gather; what looks rows up is a product there. */
export function isWasm(): boolean {
  return getBackend() === 'wasm';
}

/**
 * Rows of each replica's own table, with the table's gradient. On WebAssembly it is a product with indicators: the same
 * numbers, at the cost of the whole table each time.
 *
 * @param table [R, V, E]
 * @param slots [R, B] whole numbers in [0, V)
 * @returns [R, B, E]
 */
export function lookUpRows(table: Tensor, slots: Tensor): Tensor {
  const [replicas, size, dimension] = table.shape as [number, number, number];
  if (isWasm()) return matMul(countSlots(reshape(slots, [...slots.shape, 1]), size, true), table);
  const first = Int32Array.from({ length: replicas }, (_, replica) => replica * size);
  const flat = reshape(table, [replicas * size, dimension]);
  const indices = add(cast(slots, 'int32'), tensor2d(first, [replicas, 1], 'int32'));
  return gather(flat, indices as never);
}

/**
 * How often each slot occurs in each row, made on the host; slot 0, which stands for nothing, only where asked for.
 *
 * @param slots [R, B, L]
 * @returns [R, B, size]
 */
export function countSlots(slots: Tensor, size: number, withZero = false): Tensor {
  const [replicas, rows, positions] = slots.shape as [number, number, number];
  const counts = new Float32Array(replicas * rows * size);
  slots.dataSync().forEach((slot, index) => {
    if (slot === 0 && !withZero) return;
    const place = Math.floor(index / positions) * size + slot;
    counts[place] = (counts[place] as number) + 1;
  });
  return tensor(counts, [replicas, rows, size]);
}
