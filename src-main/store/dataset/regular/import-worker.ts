import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer, ThreadRequest } from './import-threads.ts';
import { createPerformer, transferable } from './perform-task.ts';

const performTask = createPerformer();

/** A thread of `createImportThreads`. */
parentPort?.on('message', ({ id, task }: ThreadRequest) => {
  try {
    const reply = performTask(task);
    parentPort?.postMessage({ id, reply } satisfies ThreadAnswer, transferable(reply));
  } catch (error) {
    const { message, code, syscall, stack } = error as NodeJS.ErrnoException;
    parentPort?.postMessage({ id, failure: { message, code, syscall, stack } } satisfies ThreadAnswer);
  }
});
