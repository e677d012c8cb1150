import { parentPort } from 'node:worker_threads';
import { AppError, toErrorRecord } from '../contract/error.ts';
import { importFile, previewFile, type ImportedFile, type ImportProgress } from '../store/dataset/import-file.ts';
import { buffersOf, packTable, type PackedTable } from './packed-table.ts';
import type { PackedImport, ThreadCall, ThreadMessage, ThreadRequest } from './dataset-work.ts';

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
    post({ kind: 'done', id, value }, buffersIn(call, value));
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
      return packImported(await importFile({ ...call.request, signal, onProgress }));
    case 'preview':
      return previewFile(call.path, call.options, { name: call.name, signal });
    case 'combine': {
      const { combineFiles } = await import('../store/dataset/combine-files.ts');
      return combineFiles({ ...call.request, signal, onProgress });
    }
    case 'read': {
      const { readTable } = await import('../store/dataset/read-table.ts');
      return packTable(await readTable(call.path, call.description));
    }
  }
}

function packImported({ table, ...imported }: ImportedFile): PackedImport {
  return { ...imported, table: table === null ? null : packTable(table) };
}

/** Memory of the answer that is handed over without a copy. */
function buffersIn({ what }: ThreadCall, value: unknown): ArrayBuffer[] {
  if (what === 'read') return buffersOf(value as PackedTable);
  const table = what === 'import' ? (value as PackedImport).table : null;
  return table === null ? [] : buffersOf(table);
}

parentPort?.on('message', (request: ThreadRequest) => {
  if (request.kind === 'cancel') running.get(request.id)?.abort();
  else void answer(request.id, request.call);
});
