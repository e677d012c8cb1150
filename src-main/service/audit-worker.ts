import { parentPort, workerData } from 'node:worker_threads';
import { toErrorRecord, type ErrorRecord } from '../contract/error.ts';
import type { AuditSource } from '../core/audit/frame.ts';
import { runAudit, type AuditOutcome } from '../core/audit/run-audit.ts';

/** What the thread of an audit says to the service. */
export type AuditMessage =
  | { readonly kind: 'progress'; readonly check: string; readonly fraction: number }
  | { readonly kind: 'done'; readonly outcome: AuditOutcome }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

function post(message: AuditMessage): void {
  parentPort?.postMessage(message);
}

try {
  const outcome = runAudit(workerData as AuditSource, (check, done, total) =>
    post({ kind: 'progress', check, fraction: done / total }),
  );
  post({ kind: 'done', outcome });
} catch (error) {
  post({ kind: 'failed', error: toErrorRecord(error) });
}
