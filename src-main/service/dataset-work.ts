import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { DatasetDescription, ImportOptions, Preview } from '../contract/dataset.ts';
import { fromErrorRecord, type ErrorRecord } from '../contract/error.ts';
import type { Table } from '../core/table/table.ts';
import type { CombinedFacts, CombineRequest } from '../store/dataset/combine-files.ts';
import type { ImportedFile, ImportProgress, ImportRequest } from '../store/dataset/import-file.ts';
import { areSmall, hasDatasetThread, takeDatasetThread } from './dataset-start.ts';
import { unpackTable, type PackedTable } from './packed-table.ts';

type Plain<Request> = Omit<Request, 'signal' | 'onProgress'>;

/** What the thread is asked to do. */
export type ThreadCall =
  | { readonly what: 'import'; readonly request: Plain<ImportRequest> }
  | { readonly what: 'preview'; readonly path: string; readonly options: ImportOptions; readonly name: string }
  | { readonly what: 'combine'; readonly request: Plain<CombineRequest> }
  | { readonly what: 'read'; readonly path: string; readonly description: DatasetDescription };

/** What an import comes to on its way between threads. */
export type PackedImport = Omit<ImportedFile, 'table'> & { readonly table: PackedTable | null };

export type ThreadRequest =
  | { readonly kind: 'call'; readonly id: number; readonly call: ThreadCall }
  | { readonly kind: 'cancel'; readonly id: number };

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: ImportProgress }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorRecord; readonly stack: string | undefined };

/**
 * Reads files and tables in a thread of its own, so that the service answers meanwhile; small ones where it is called, unless
 * the thread is there and idle.
 */
export interface DatasetWork {
  importFile(request: ImportRequest): Promise<ImportedFile>;
  previewFile(path: string, options: ImportOptions, context: { name: string; signal: AbortSignal }): Promise<Preview>;
  combineFiles(request: CombineRequest): Promise<CombinedFacts>;
  readTable(parquetPath: string, description: DatasetDescription): Promise<Table>;
  close(): Promise<void>;
}

/** Cells that are read as fast. */
const fewCells = 200_000;

export function createDatasetWork(): DatasetWork {
  const thread = createThread();
  return {
    async importFile({ signal, onProgress, ...request }) {
      if (!thread.isAtHand && areSmall([request.path])) {
        const { importFile } = await import('../store/dataset/import-file.ts');
        return importFile(withContext(request, { signal, onProgress }));
      }
      const { table, ...imported } = await thread.call<PackedImport>(
        { what: 'import', request },
        { signal, onProgress },
      );
      return { ...imported, table: table === null ? null : unpackTable(table) };
    },
    async previewFile(path, options, { name, signal }) {
      if (!thread.isAtHand && areSmall([path])) {
        const { previewFile } = await import('../store/dataset/import-file.ts');
        return previewFile(path, options, { name, signal });
      }
      return thread.call<Preview>({ what: 'preview', path, options, name }, { signal });
    },
    async combineFiles({ signal, onProgress, ...request }) {
      if (!thread.isAtHand && areSmall(request.files.map(({ path }) => path))) {
        const { combineFiles } = await import('../store/dataset/combine-files.ts');
        return combineFiles(withContext(request, { signal, onProgress }));
      }
      return thread.call<CombinedFacts>({ what: 'combine', request }, { signal, onProgress });
    },
    async readTable(path, description) {
      if (!thread.isAtHand && description.rows * description.columns.length < fewCells) {
        const { readTable } = await import('../store/dataset/read-table.ts');
        return readTable(path, description);
      }
      return unpackTable(await thread.call<PackedTable>({ what: 'read', path, description }, {}));
    },
    close: () => thread.close(),
  };
}

interface CallContext {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

function withContext<Request>(
  request: Request,
  { signal, onProgress }: CallContext,
): Request & {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
} {
  return {
    ...request,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

interface Waiting {
  readonly call: ThreadCall;
  readonly answer: PromiseWithResolvers<unknown>;
  readonly onProgress: CallContext['onProgress'];
  readonly cancel: () => void;
  readonly forget: () => void;
}

/** A thread that starts with the first call and stays for the next. */
function createThread(): {
  /** Whether it runs and has nothing to do. */
  readonly isAtHand: boolean;
  call<Value>(call: ThreadCall, context: CallContext): Promise<Value>;
  close(): Promise<void>;
} {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let sent = 0;

  function start(): Worker {
    const started = takeDatasetThread();
    started.on('message', (message: ThreadMessage) => {
      take(message);
    });
    started.on('error', (error: Error) => {
      end(started, error);
    });
    started.on('exit', () => {
      end(started, new Error('the thread that reads data has ended'));
    });
    return started;
  }

  function take(message: ThreadMessage): void {
    const asked = waiting.get(message.id);
    if (message.kind === 'progress') {
      asked?.onProgress?.(message.progress);
      return;
    }
    waiting.delete(message.id);
    asked?.forget();
    // An idle thread does not keep the program from ending.
    if (waiting.size === 0) worker?.unref();
    if (message.kind === 'done') asked?.answer.resolve(message.value);
    else asked?.answer.reject(toError(message.error, message.stack));
  }

  function end(ended: Worker, reason: Error): void {
    if (worker !== ended) return;
    worker = null;
    for (const { answer, forget } of waiting.values()) {
      forget();
      answer.reject(reason);
    }
    waiting.clear();
  }

  return {
    get isAtHand() {
      return worker === null ? hasDatasetThread() : waiting.size === 0;
    },
    call<Value>(call: ThreadCall, { signal, onProgress }: CallContext) {
      worker ??= start();
      const target = worker;
      sent += 1;
      const id = sent;
      const cancel = (): void => {
        target.postMessage({ kind: 'cancel', id } satisfies ThreadRequest);
      };
      const answer = Promise.withResolvers<unknown>();
      waiting.set(id, {
        call,
        answer,
        onProgress,
        cancel,
        forget: () => signal?.removeEventListener('abort', cancel),
      });
      target.ref();
      target.postMessage({ kind: 'call', id, call } satisfies ThreadRequest);
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener('abort', cancel);
      return answer.promise as Promise<Value>;
    },
    async close() {
      const last = worker;
      if (last === null) return;
      // Imports take back what they have written before they end.
      const imports = [...waiting.values()].filter(({ call }) => call.what !== 'read');
      for (const { cancel } of imports) cancel();
      await Promise.allSettled(imports.map(({ answer }) => answer.promise));
      end(last, new Error('the service has ended'));
      const ended = once(last, 'exit');
      await last.terminate();
      await ended.catch(() => undefined);
    },
  };
}

function toError(record: ErrorRecord, stack: string | undefined): Error {
  return stack === undefined ? fromErrorRecord(record) : Object.assign(new Error(record.message), { stack });
}
