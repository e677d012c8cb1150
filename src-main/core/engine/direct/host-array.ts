import { typeCode } from '../native/data-type.ts';
import type { FedArray } from './direct-binding.ts';
import { sizeOf } from './view.ts';

/** The array that holds elements of a type on the host, four bytes each: bools are int32 0 or 1. */
export function arrayOf(type: number): Float32ArrayConstructor | Int32ArrayConstructor {
  return type === typeCode.float32 ? Float32Array : Int32Array;
}

/** Room for each of these, to be given to a plan as its results. */
export function createResults(
  outputs: readonly { readonly shape: readonly number[]; readonly type: number }[],
): FedArray[] {
  return outputs.map(({ shape, type }) => new (arrayOf(type))(sizeOf(shape)));
}
