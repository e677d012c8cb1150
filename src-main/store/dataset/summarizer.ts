import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describeColumn, type ColumnSummary } from '../../core/table/describe-column.ts';
import type { TableColumn } from '../../core/table/table.ts';

/** From so many rows on the start of a thread is worth its while. */
const manyRows = 200_000;

export interface SummaryReply {
  readonly id: number;
  readonly summary: ColumnSummary;
}

/** Summarizes columns, numbers of large tables in a thread of its own while the next columns are read. */
export interface Summarizer {
  summarize(column: TableColumn): Promise<ColumnSummary>;
  close(): Promise<void>;
}

export function createSummarizer(rowCount: number): Summarizer {
  if (rowCount < manyRows) {
    return { summarize: (column) => Promise.resolve(describeColumn(column)), close: () => Promise.resolve() };
  }
  const worker = new Worker(new URL('summary-worker.ts', import.meta.url));
  const waiting = new Map<number, PromiseWithResolvers<ColumnSummary>>();
  let sent = 0;
  worker.on('message', ({ id, summary }: SummaryReply) => {
    waiting.get(id)?.resolve(summary);
    waiting.delete(id);
  });
  worker.on('error', (error) => {
    for (const each of waiting.values()) each.reject(error);
    waiting.clear();
  });
  return {
    summarize(column) {
      if ('codes' in column) return Promise.resolve(describeColumn(column));
      sent += 1;
      const reply = Promise.withResolvers<ColumnSummary>();
      waiting.set(sent, reply);
      worker.postMessage({ id: sent, column });
      return reply.promise;
    },
    async close() {
      const ended = once(worker, 'exit');
      await worker.terminate();
      await ended.catch(() => undefined);
    },
  };
}

/** Numbers for a column of a large table lie where the thread sees them without a copy. */
export function createNumbers(rowCount: number): Float64Array {
  return rowCount < manyRows ? new Float64Array(rowCount) : new Float64Array(new SharedArrayBuffer(8 * rowCount));
}
