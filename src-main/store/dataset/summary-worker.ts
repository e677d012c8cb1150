import { parentPort } from 'node:worker_threads';
import { describeColumn } from '../../core/table/describe-column.ts';
import type { TableColumn } from '../../core/table/table.ts';
import type { SummaryReply } from './summarizer.ts';

/** The thread of `createSummarizer`. */
parentPort?.on('message', ({ id, column }: { readonly id: number; readonly column: TableColumn }) => {
  const reply: SummaryReply = { id, summary: describeColumn(column) };
  parentPort?.postMessage(reply);
});
