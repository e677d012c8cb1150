import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor's values on the host, row-major; its type is that of the array. */
export interface Values<Data extends Float32Array | Int32Array = Float32Array | Int32Array> {
  readonly shape: readonly number[];
  readonly data: Data;
}

export type ValueMap = Readonly<Record<string, Values>>;

export function toValues(tensor: Tensor): Values {
  return { shape: tensor.shape, data: tensor.dataSync() as Float32Array | Int32Array };
}

/** The data of one of a program's results. */
export function dataOf(values: ValueMap, name: string): Values['data'] {
  const found = values[name];
  if (found === undefined) throw new Error(`the program gave no tensor ${name}`);
  return found.data;
}
