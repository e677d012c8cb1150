import { readsOf, rootOf, writesOf, type Kernel, type LoopKernel } from './kernel.ts';
import { isWhole, type Storage, type View } from './view.ts';

/**
 * Lets a kernel write a loop's next state over the present one, where nothing reads the present one afterwards. Of the kernel
 * itself, only elementwise steps that walk the state in order may read it: they have read an element before they write it.
 */
export function shareStorages(kernels: readonly Kernel[]): void {
  for (const kernel of kernels) {
    if (kernel.kind !== 'loop') continue;
    shareStorages(kernel.body);
    shareWithInner(kernel);
    shareCarried(kernel);
  }
}

/** Lets a loop in the body go on in the memory of the state that it starts with, where nothing else reads that any more. */
function shareWithInner({ body, carried }: LoopKernel): void {
  const readsRoot = (view: View, root: Storage): boolean => rootOf(view.storage) === root;
  body.forEach((inner, position) => {
    if (inner.kind !== 'loop') return;
    for (const { storage, initial } of inner.carried) {
      const root = rootOf(initial.storage);
      if (!isWhole(initial) || !carried.some((state) => state.storage === root)) continue;
      const isStart = readsOf(inner).filter((view) => readsRoot(view, root)).length === 1;
      const isReadLater = body
        .slice(position + 1)
        .some((kernel) => readsOf(kernel).some((view) => readsRoot(view, root)));
      const isResult = carried.some((state) => readsRoot(state.result, root));
      if (isStart && !isReadLater && !isResult) storage.sharedWith = root;
    }
  });
}

function shareCarried({ body, carried }: LoopKernel): void {
  const taken = new Set<Storage>();
  for (const { storage, result } of carried) {
    const made = result.storage;
    const maker = body.findIndex((kernel) => kernel.kind !== 'loop' && writesOf(kernel).includes(made));
    const mayShare =
      maker >= 0 && made.kind === 'made' && made.sharedWith === undefined && isWhole(result) && !taken.has(made);
    if (!mayShare || body.filter((kernel) => writesOf(kernel).includes(made)).length > 1) continue;
    const isState = (other: Storage): boolean => rootOf(other) === storage;
    if (carried.some((state) => isState(state.result.storage))) continue;
    const isReadLater = body.some((kernel, position) =>
      readsOf(kernel).some(
        (view) =>
          isState(view.storage) &&
          (position > maker || (position === maker && (kernel.kind !== 'elements' || !isWhole(view)))),
      ),
    );
    if (isReadLater) continue;
    made.sharedWith = storage;
    taken.add(made);
  }
}
