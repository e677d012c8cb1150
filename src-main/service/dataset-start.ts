import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Files of so many bytes are read before a thread has started. */
const fewBytes = 1024 * 1024;

let waiting: Worker | null = null;

/**
 * Starts the thread that reads data while the modules that work with it are still to be loaded; `takeDatasetThread` gives it.
 * For a command that is known to read some.
 */
export function startDatasetThread(): void {
  waiting ??= createDatasetThread();
}

/** The thread that was started ahead, or a new one. */
export function takeDatasetThread(): Worker {
  const taken = waiting ?? createDatasetThread();
  waiting = null;
  return taken;
}

/** Whether these files are read at once where they are asked for, rather than in a thread that has yet to start. */
export function areSmall(paths: readonly string[]): boolean {
  return paths.reduce((sum, path) => sum + sizeOf(path), 0) < fewBytes;
}

/** 0 for one that cannot be read: it is refused where it is. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Whether one was started that nobody has taken. */
export function hasDatasetThread(): boolean {
  return waiting !== null;
}

function createDatasetThread(): Worker {
  const worker = new Worker(new URL('./dataset-thread.ts', import.meta.url));
  // one that does not start is not taken; whoever takes it hears what comes after
  const forget = (): void => {
    if (waiting === worker) waiting = null;
  };
  worker.on('error', forget);
  worker.on('exit', forget);
  worker.unref();
  return worker;
}
