import { parentPort } from 'node:worker_threads';
import { toErrorRecord, type ErrorRecord } from '../contract/error.ts';
import { createFrame, type AuditSource } from '../core/audit/frame.ts';
import { auditSteps, dividedOrder, takeStep, type AuditStep } from '../core/audit/run-audit.ts';

/** What a thread is asked: its share of an audit. */
export interface AuditRequest {
  readonly source: AuditSource;
  /** Shared by the threads of an audit: how many of its steps have been taken. */
  readonly taken: Int32Array;
}

/** What the thread of an audit says to the service. */
export type AuditMessage =
  | { readonly kind: 'progress'; readonly check: string }
  | { readonly kind: 'step'; readonly step: AuditStep }
  /** No step is left to take; the thread waits for another audit. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

function post(message: AuditMessage): void {
  parentPort?.postMessage(message);
}

/** Takes steps until all are taken, whoever took the others. */
function takeSteps({ source, taken }: AuditRequest): void {
  const frame = createFrame(source);
  for (;;) {
    const step = dividedOrder[Atomics.add(taken, 0, 1)];
    if (step === undefined) return;
    post({ kind: 'progress', check: auditSteps[step] ?? '' });
    post({ kind: 'step', step: takeStep(frame, step) });
  }
}

parentPort?.on('message', (request: AuditRequest) => {
  try {
    takeSteps(request);
    post({ kind: 'idle' });
  } catch (error) {
    post({ kind: 'failed', error: toErrorRecord(error) });
  }
});
