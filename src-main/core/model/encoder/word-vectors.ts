import { cast, div, expandDims, greater, matMul, maximum, mul, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { EncoderPart } from './encoder-part.ts';
import type { WordShape } from './input-shape.ts';
import { learnedTable } from './learned-table.ts';
import { countSlots, isWasm, lookUpRows } from './look-up-rows.ts';

/** The mean of the learned vectors of a text's words. Slot 0 is no word; slot 1 is shared by rare and unseen ones. */
export function wordPart(shape: WordShape, index: number): EncoderPart {
  const { name, positions, slots, dimension } = shape;
  return {
    label: name,
    details: `mean of ${slots} word vectors`,
    inputs: positions,
    outputs: dimension,
    multiplyAdds: positions * dimension,
    activations: positions * (dimension + 1),
    pieces: [learnedTable(shape, 'words', index, 2)],
    encode: (x, [table]) => meanVectors(x, table as Tensor),
  };
}

/**
 * @param slots [R, B, L]; 0 is no word
 * @param table [R, V, E]
 * @returns [R, B, E]; zeros for a text without words
 */
function meanVectors(slots: Tensor, table: Tensor): Tensor {
  const [replicas, rows, positions] = slots.shape as [number, number, number];
  const dimension = table.shape[2] as number;
  const words = cast(greater(slots, 0), 'float32');
  const length = maximum(sum(words, 2, true), 1);
  if (isWasm()) return matMul(div(countSlots(slots, table.shape[1] as number), length), table);
  const vectors = lookUpRows(table, reshape(slots, [replicas, rows * positions]));
  const masked = mul(reshape(vectors, [replicas, rows, positions, dimension]), expandDims(words, 3));
  return div(sum(masked, 2), length);
}
