import { loadedNative } from './native/load-native.ts';

/**
 * Runs `compute`, of whose ops each takes so many threads at most where the direct engine does it. The results are the same to the
 * last bit. For ops that are run one by one; a program is told when it is run.
 */
export function withThreads<T>(threads: number, compute: () => T): T {
  const native = loadedNative();
  return native === null ? compute() : native.withThreads(threads, compute);
}
