import { parentPort } from 'node:worker_threads';
import { AppError, toErrorRecord } from '../contract/error.ts';
import { combineFiles } from '../store/dataset/combine-files.ts';
import { importFile, previewFile, type ImportProgress } from '../store/dataset/import-file.ts';
import { readTable } from '../store/dataset/read-table.ts';
import { buffersOf, packTable, type PackedTable } from './packed-table.ts';
import type { ThreadCall, ThreadMessage, ThreadRequest } from './dataset-work.ts';

/** The thread of `createDatasetWork`. */
const running = new Map<number, AbortController>();

function post(message: ThreadMessage, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}

async function answer(id: number, call: ThreadCall): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const value = await perform(call, controller.signal, (progress) => {
      post({ kind: 'progress', id, progress });
    });
    post({ kind: 'done', id, value }, call.what === 'read' ? buffersOf(value as PackedTable) : []);
  } catch (error) {
    const stack = error instanceof Error && !(error instanceof AppError) ? error.stack : undefined;
    post({ kind: 'failed', id, error: toErrorRecord(error), stack });
  } finally {
    running.delete(id);
  }
}

async function perform(
  call: ThreadCall,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<unknown> {
  switch (call.what) {
    case 'import':
      return importFile({ ...call.request, signal, onProgress });
    case 'preview':
      return previewFile(call.path, call.options, { name: call.name, signal });
    case 'combine':
      return combineFiles({ ...call.request, signal, onProgress });
    case 'read':
      return packTable(await readTable(call.path, call.description));
  }
}

parentPort?.on('message', (request: ThreadRequest) => {
  if (request.kind === 'cancel') running.get(request.id)?.abort();
  else void answer(request.id, request.call);
});
