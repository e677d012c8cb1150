import { Worker } from 'node:worker_threads';

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
