import {
  add,
  cast,
  concat,
  equal,
  expandDims,
  maximum,
  mul,
  range,
  rsqrt,
  slice,
  square,
  sum,
  tensor3d,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Operations } from '../engine/engine.ts';
import { pixelColumns, slotColumns, type InputShape } from '../model/encoder/input-shape.ts';

/** Below this squared length a row of counts is empty and stays zero. */
const leastSquare = 1e-12;

/**
 * Rows as an encoder takes them: codes become the slots that were fitted on each replicate's training rows, those of one-hot
 * groups become indicators, and weighted counts are brought to unit length.
 *
 * @param x [Q, B, raw width]
 * @param lookup [Q * codes] slots; null where there are no codes
 * @returns [Q, B, prepared width]: what a network takes as it is first, then the slots that learned tables read and the pixels
 */
export function shapeRows(
  x: Tensor,
  lookup: Tensor | null,
  shape: InputShape,
  operations: Pick<Operations, 'gather'>,
): Tensor {
  const [replicates, rows] = x.shape as [number, number];
  const part = (from: Tensor, first: number, width: number): Tensor =>
    slice(from, [0, 0, first], [replicates, rows, width]);
  const indicators = shape.oneHot.length;
  const learned = slotColumns(shape);
  const straight = shape.plain > 0 ? [part(x, 0, shape.plain)] : [];
  const tables: Tensor[] = [];
  if (lookup !== null) {
    const first = Int32Array.from({ length: replicates }, (_, replicate) => replicate * shape.codes);
    const codes = cast(part(x, shape.plain, indicators + learned), 'int32');
    const slots = operations.gather(lookup, add(codes, tensor3d(first, [replicates, 1, 1], 'int32')));
    if (indicators > 0) straight.push(oneHot(part(slots, 0, indicators), shape.oneHot));
    if (learned > 0) tables.push(part(slots, indicators, learned));
  }
  let next = shape.plain + indicators + learned;
  for (const width of shape.units) {
    straight.push(toUnitLength(part(x, next, width)));
    next += width;
  }
  const pixels = pixelColumns(shape);
  const parts = [...straight, ...tables, ...(pixels > 0 ? [part(x, next, pixels)] : [])];
  return parts.length === 1 ? (parts[0] as Tensor) : concat(parts, 2);
}

/** Slots [Q, B, C] as indicators [Q, B, sum of widths], all columns in one comparison. */
function oneHot(slots: Tensor, widths: readonly number[]): Tensor {
  let next = 0;
  const first = widths.map((width) => {
    next += width;
    return next - width;
  });
  const places = cast(add(slots, tensor3d(first, [1, 1, widths.length])), 'int32');
  const matches = cast(equal(expandDims(places, 3), range(0, next, 1, 'int32')), 'float32');
  return sum(matches, 2);
}

function toUnitLength(x: Tensor): Tensor {
  return mul(x, rsqrt(maximum(sum(square(x), 2, true), leastSquare)));
}
