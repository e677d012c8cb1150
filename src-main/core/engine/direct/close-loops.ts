import { contiguousDimensions } from './dimension.ts';
import { rootOf, type Kernel, type LoopKernel } from './kernel.ts';
import type { CarriedState, CopyNode } from './node.ts';
import { isWhole, sizeOf, wholeView, type Storage, type View } from './view.ts';

/** Writes out what a loop copies: the first state before it, and at the end of each turn what was not written in place. */
export function closeLoops(kernels: readonly Kernel[]): Kernel[] {
  return kernels.flatMap((kernel): Kernel[] =>
    kernel.kind === 'loop'
      ? [
          ...kernel.carried.flatMap(({ initial, storage }) =>
            isIn(initial, storage) ? [] : [copyTo(storage, initial)],
          ),
          { ...kernel, body: [...closeLoops(kernel.body), ...copyResults(kernel)] },
        ]
      : [kernel],
  );
}

/** A result that is another state's present value is put aside before any is overwritten. */
function copyResults({ carried }: LoopKernel): CopyNode[] {
  const states = new Set(carried.map((state) => rootOf(state.storage)));
  const moved = carried.filter(({ result, storage }) => !isIn(result, storage));
  const aside = new Map<CarriedState, View>();
  const first = moved.flatMap((state) => {
    const { result } = state;
    if (!states.has(rootOf(result.storage))) return [];
    const storage: Storage = { id: -1, size: sizeOf(result.shape), depth: result.storage.depth, kind: 'made' };
    aside.set(state, wholeView(storage, result.shape, result.type));
    return [copyTo(storage, result)];
  });
  return [...first, ...moved.map((state) => copyTo(state.storage, aside.get(state) ?? state.result))];
}

/** Whether the view is what lies in the memory of a storage. */
function isIn(view: View, storage: Storage): boolean {
  return rootOf(view.storage) === rootOf(storage) && isWhole(view);
}

function copyTo(output: Storage, view: View): CopyNode {
  return { kind: 'copy', inputs: [view], output, into: contiguousDimensions(output.size), offset: 0 };
}
