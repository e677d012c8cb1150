import type { Attributes } from '../native/graph-definition.ts';
import { fromFront } from './from-front.ts';
import { integer } from './op-context.ts';

/** Where a strided slice begins along an axis, how many elements it takes, and whether the axis is dropped. */
export interface StridedPart {
  readonly start: number;
  readonly size: number;
  readonly shrinks: boolean;
}

/**
 * The part along each axis of `shape`, with masks for what is left out; a begin that is masked on a dropped axis still counts.
 * Null for what the engine has no form of: ellipses, new axes and steps backwards.
 */
export function stridedParts(
  context: { readonly attributes: Attributes },
  shape: readonly number[],
  [begin, end, strides]: readonly (readonly number[])[],
): StridedPart[] | null {
  if (integer(context, 'ellipsis_mask') !== 0 || integer(context, 'new_axis_mask') !== 0) return null;
  if (strides?.some((stride) => stride < 1) === true) return null;
  const isMasked = (mask: string, axis: number): boolean => ((integer(context, mask) >> axis) & 1) === 1;
  return shape.map((size, axis) => {
    const clip = (given: number): number => Math.max(0, Math.min(size, fromFront(given, size)));
    const [first, last] = [begin?.[axis], end?.[axis]];
    const shrinks = isMasked('shrink_axis_mask', axis);
    const isOpen = first === undefined || (isMasked('begin_mask', axis) && !shrinks);
    const start = isOpen ? 0 : clip(first);
    const stop = last === undefined || isMasked('end_mask', axis) ? size : clip(last);
    return { start, size: shrinks ? 1 : Math.max(0, Math.ceil((stop - start) / (strides?.[axis] ?? 1))), shrinks };
  });
}
