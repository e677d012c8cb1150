import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createPerformer, type ImportTask, type ReplyTo } from './perform-task.ts';
import type { ChunkReply } from './read-chunk.ts';
import type { ColumnReply } from './type-column-task.ts';

/** More threads want more memory at one time than they save time. */
const mostThreads = 4;

export interface ThreadRequest {
  readonly id: number;
  readonly task: ImportTask;
}

export interface ThreadAnswer {
  readonly id: number;
  readonly reply?: ChunkReply | ColumnReply;
  readonly failure?: ThreadFailure;
}

/** An error without its kind, which does not cross between threads. */
interface ThreadFailure {
  readonly message: string;
  readonly code: string | undefined;
  readonly syscall: string | undefined;
  readonly stack: string | undefined;
}

/** Threads that read and type parts of a table. */
export interface ImportThreads {
  /** Tasks that run at one time. */
  readonly size: number;
  /** Whether the work is done where it is asked for, so that nothing is copied on its way back. */
  readonly isHere: boolean;
  run<Task extends ImportTask>(task: Task): Promise<ReplyTo<Task>>;
  /** Ends the threads; what still runs is rejected with the reason. */
  close(reason?: Error): Promise<void>;
}

/** As many threads as there are processors, up to a few; `few` does the work where it is, which a small file finishes sooner. */
export function createImportThreads(amount: 'few' | 'many'): ImportThreads {
  return amount === 'few' ? workHere() : startThreads(Math.min(mostThreads, availableParallelism()));
}

function workHere(): ImportThreads {
  const performTask = createPerformer();
  let closedFor: Error | null = null;
  return {
    size: 1,
    isHere: true,
    async run<Task extends ImportTask>(task: Task) {
      await setImmediate();
      if (closedFor !== null) throw closedFor;
      return performTask(task) as ReplyTo<Task>;
    },
    close(reason = new Error('the import has ended')) {
      closedFor = reason;
      return Promise.resolve();
    },
  };
}

interface Waiting {
  readonly request: ThreadRequest;
  readonly answer: PromiseWithResolvers<ChunkReply | ColumnReply>;
}

function startThreads(size: number): ImportThreads {
  const workers = Array.from({ length: size }, () => new Worker(new URL('import-worker.ts', import.meta.url)));
  const idle = [...workers];
  const queue: Waiting[] = [];
  const running = new Map<number, Waiting>();
  let sent = 0;
  let closedFor: Error | null = null;

  function next(): void {
    const worker = queue.length === 0 ? undefined : idle.pop();
    const waiting = worker === undefined ? undefined : queue.shift();
    if (worker === undefined || waiting === undefined) return;
    running.set(waiting.request.id, waiting);
    worker.postMessage(waiting.request);
  }

  function fail(reason: Error): void {
    closedFor ??= reason;
    for (const { answer } of [...running.values(), ...queue]) answer.reject(closedFor);
    running.clear();
    queue.length = 0;
  }

  for (const worker of workers) {
    worker.on('message', ({ id, reply, failure }: ThreadAnswer) => {
      const waiting = running.get(id);
      running.delete(id);
      idle.push(worker);
      if (reply !== undefined) waiting?.answer.resolve(reply);
      else waiting?.answer.reject(Object.assign(new Error(failure?.message), failure));
      next();
    });
    worker.on('error', fail);
  }

  return {
    size,
    isHere: false,
    run<Task extends ImportTask>(task: Task) {
      if (closedFor !== null) return Promise.reject(closedFor);
      sent += 1;
      const answer = Promise.withResolvers<ChunkReply | ColumnReply>();
      queue.push({ request: { id: sent, task }, answer });
      next();
      return answer.promise as Promise<ReplyTo<Task>>;
    },
    async close(reason = new Error('the import has ended')) {
      fail(reason);
      await Promise.all(
        workers.map(async (worker) => {
          if (worker.threadId < 0) return;
          const ended = once(worker, 'exit').catch(() => undefined);
          await worker.terminate();
          await ended;
        }),
      );
    },
  };
}
