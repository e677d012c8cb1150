import { rootOf } from './kernel.ts';
import { isWhole, type Storage, type View } from './view.ts';

/** The storages that are a result as they are, with the result's number: they lie in the memory that is given back. */
export function storagesOfResults(results: readonly View[]): ReadonlyMap<Storage, number> {
  const found = new Map<Storage, number>();
  results.forEach((view, position) => {
    const root = rootOf(view.storage);
    const isOwn = root.kind === 'made' || root.kind === 'carried';
    if (isOwn && isWhole(view) && !found.has(root)) found.set(root, position);
  });
  return found;
}
