import { deriveSeed } from '../../util/hash.ts';
import { fillNormal } from '../../util/normal.ts';
import type { NewPiece } from '../layout.ts';
import type { TableShape } from './input-shape.ts';

/** Small beside standardized numbers, so that what was not learned says little. */
const initialDeviation = 0.1;

/** A learned table [slots, dimension]; the first `blank` rows, which rare and unseen labels share, begin at zero. */
export function learnedTable(shape: TableShape, purpose: string, index: number, blank: number): NewPiece {
  const { slots, dimension } = shape;
  return {
    name: `${purpose} ${index + 1}`,
    kind: 'weight',
    rows: slots,
    columns: dimension,
    initialize(seed) {
      const values = new Float32Array(slots * dimension);
      fillNormal(values.subarray(blank * dimension), initialDeviation, deriveSeed(seed, purpose, index));
      return values;
    },
  };
}
