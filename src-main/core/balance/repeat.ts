import { scalar, type Tensor } from '@tensorflow/tfjs-core';

type TensorMap = Readonly<Record<string, Tensor>>;

/** The loop of a method that runs op by op: `state = body(i, state)` for i = 0 .. count - 1, until its entry `until` is true. */
export function repeat(
  count: number,
  state: TensorMap,
  body: (index: Tensor, state: TensorMap) => TensorMap,
  until?: string,
): TensorMap {
  let current = state;
  for (let index = 0; index < count; index += 1) {
    if (until !== undefined && current[until]?.dataSync()[0] === 1) break;
    current = body(scalar(index, 'int32'), current);
  }
  return current;
}
