import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { EncoderPart } from './encoder-part.ts';
import type { TableShape } from './input-shape.ts';
import { learnedTable } from './learned-table.ts';
import { lookUpRows } from './look-up-rows.ts';

/** A learned vector for each label; slot 0 is shared by rare and unseen labels. */
export function embeddingPart(shape: TableShape, index: number): EncoderPart {
  const { name, slots, dimension } = shape;
  return {
    label: name,
    details: `learned vector, ${slots} labels`,
    inputs: 1,
    outputs: dimension,
    multiplyAdds: dimension,
    activations: dimension,
    pieces: [learnedTable(shape, 'embedding', index, 1)],
    encode(x, [table]) {
      const [replicas, rows] = x.shape as [number, number];
      return lookUpRows(table as Tensor, reshape(x, [replicas, rows]));
    },
  };
}
