import { contiguousDimensions, mergeDimensions, type Dimension } from './dimension.ts';

/** A run of 4-byte elements that one node writes, or that is fed, constant or carried by a loop. */
export interface Storage {
  readonly id: number;
  /** Elements. */
  readonly size: number;
  /** How many loops its value is made within; 0 outside of all. */
  readonly depth: number;
  readonly kind: 'made' | 'carried' | 'constant' | 'fed';
  /** Constants: the elements. */
  readonly values?: Int32Array;
  /** Fed: which of the fed tensors. */
  readonly feed?: number;
  /** Whose memory it uses. */
  sharedWith?: Storage;
}

/** A tensor as a way to read a storage: `dimensions` walk it in the row-major order of `shape`, whatever its factors. */
export interface View {
  readonly storage: Storage;
  /** Elements before the first. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** TensorFlow's type code; every element takes four bytes. */
  readonly type: number;
  /** Merged as far as possible, none of size 1. */
  readonly dimensions: readonly Dimension[];
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The whole of a storage, in order. */
export function wholeView(storage: Storage, shape: readonly number[], type: number): View {
  return { storage, offset: 0, shape, type, dimensions: contiguousDimensions(sizeOf(shape)) };
}

/** The same elements in the same order under another shape. */
export function reshapeView(view: View, shape: readonly number[]): View {
  return { ...view, shape };
}

/** A view whose every axis walks the dimensions given for it, from `offset` elements further on. */
export function viewOf(
  view: View,
  axes: readonly (readonly Dimension[])[],
  shape: readonly number[],
  offset = 0,
): View {
  return { ...view, shape, offset: view.offset + offset, dimensions: mergeDimensions(axes.flat()) };
}

/** Whether the elements lie one after another. */
export function isContiguous(view: View): boolean {
  const [only, ...more] = view.dimensions;
  return only === undefined || (more.length === 0 && only.stride === 1);
}

/** Whether it is all of its storage, in order. */
export function isWhole(view: View): boolean {
  return isContiguous(view) && view.offset === 0 && sizeOf(view.shape) === view.storage.size;
}

/** The one value of a constant view that repeats it, as its four bytes; null for other views. */
export function uniformBits(view: View): number | null {
  const repeats = view.dimensions.every((dimension) => dimension.stride === 0);
  return repeats && view.storage.values !== undefined ? (view.storage.values[view.offset] as number) : null;
}

/** What tells one view from another. */
export function viewKey(view: View): string {
  const walk = view.dimensions.map(({ size, stride }) => `${size}*${stride}`).join(' ');
  return `${view.storage.id}+${view.offset}[${view.shape.join(',')}]${view.type}(${walk})`;
}
