import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError, fromErrorRecord } from '../contract/error.ts';
import type { AuditSource } from '../core/audit/frame.ts';
import { assembleAudit, auditSteps, type AuditOutcome, type AuditStep } from '../core/audit/run-audit.ts';
import type { TableColumn } from '../core/table/table.ts';
import type { AuditMessage, AuditRequest } from './audit-worker.ts';

/** One audit under way. */
export interface RunningAudit {
  readonly outcome: Promise<AuditOutcome>;
  /** Ends it at once; `outcome` is then rejected with `cancelled`. */
  stop(): void;
}

/** The threads that make audits: as many as pay, kept for the next audit when they have done. */
export interface AuditThreads {
  /** Starts a thread, so that the first audit need not wait for it. */
  warm(): void;
  run(source: AuditSource, onProgress: (check: string, fraction: number) => void): RunningAudit;
  close(): void;
}

const mostThreads = 4;
/** Pairs of an input and a task, times the rows that a check looks at, from which on another thread is worth its start. */
const workOfThread = 250_000;
const mostRows = 4000;
/** A thread that had more before it is not kept: it would hold the memory until its next audit. */
const mostKeptBytes = 32 * 1024 * 1024;

/** `count` threads for every audit; by default as many as pay. */
export function createAuditThreads(count?: number): AuditThreads {
  const idle: Worker[] = [];
  const busy = new Set<Worker>();

  function start(): Worker {
    const worker = new Worker(new URL('./audit-worker.ts', import.meta.url));
    // an idle thread does not keep the program from ending, and one that ends is not waited for
    worker.unref();
    const forget = (): void => {
      const place = idle.indexOf(worker);
      if (place >= 0) idle.splice(place, 1);
    };
    worker.on('error', forget);
    worker.on('exit', forget);
    return worker;
  }

  function end(worker: Worker): void {
    busy.delete(worker);
    void worker.terminate();
  }

  function run(source: AuditSource, onProgress: (check: string, fraction: number) => void): RunningAudit {
    const answer = Promise.withResolvers<AuditOutcome>();
    const steps: AuditStep[] = [];
    const workers = Array.from({ length: count ?? threadsFor(source) }, () => idle.pop() ?? start());
    const isSmall = bytesOf(source) <= mostKeptBytes;
    const request: AuditRequest = { source: share(source), taken: new Int32Array(new SharedArrayBuffer(4)) };
    let open = true;

    function stop(reason: Error): void {
      if (!open) return;
      open = false;
      for (const worker of workers) if (busy.has(worker)) end(worker);
      answer.reject(reason);
    }

    function take(worker: Worker, message: AuditMessage, leave: () => void): void {
      if (message.kind === 'failed') stop(fromErrorRecord(message.error));
      else if (message.kind === 'progress') onProgress(message.check, steps.length / auditSteps.length);
      else if (message.kind === 'step') steps.push(message.step);
      else {
        leave();
        busy.delete(worker);
        worker.unref();
        if (isSmall) idle.push(worker);
        else end(worker);
      }
      if (open && steps.length === auditSteps.length) {
        open = false;
        answer.resolve(assembleAudit(source, steps));
      }
    }

    for (const worker of workers) {
      const hear = (message: AuditMessage): void => take(worker, message, leave);
      const fail = (error: Error): void => stop(error);
      const exit = (): void => {
        busy.delete(worker);
        stop(cancelled());
      };
      const leave = (): void => {
        worker.off('message', hear).off('error', fail).off('exit', exit);
      };
      worker.on('message', hear).on('error', fail).on('exit', exit);
      busy.add(worker);
      worker.ref();
      worker.postMessage(request);
    }
    return { outcome: answer.promise, stop: () => stop(cancelled()) };
  }

  return {
    warm() {
      if (idle.length + busy.size === 0) idle.push(start());
    },
    run,
    close() {
      for (const worker of [...idle.splice(0), ...busy]) end(worker);
    },
  };
}

function threadsFor({ table, spec }: AuditSource): number {
  const inputs = Object.values(spec.roles).filter((role) => role === 'input').length;
  const work = inputs * spec.tasks.length * Math.min(mostRows, table.rowCount);
  return Math.max(1, Math.min(mostThreads, availableParallelism(), Math.ceil(work / workOfThread)));
}

function bytesOf({ table }: AuditSource): number {
  return table.columns.reduce((sum, column) => sum + ('codes' in column ? column.codes : column.values).byteLength, 0);
}

/** The source with its cells in memory that threads share. */
function share(source: AuditSource): AuditSource {
  const { table } = source;
  return { ...source, table: { ...table, columns: table.columns.map(shareColumn) } };
}

function shareColumn(column: TableColumn): TableColumn {
  if ('codes' in column) {
    const codes = new Int32Array(new SharedArrayBuffer(column.codes.byteLength));
    codes.set(column.codes);
    return { ...column, codes };
  }
  const values = new Float64Array(new SharedArrayBuffer(column.values.byteLength));
  values.set(column.values);
  return { ...column, values };
}

export function cancelled(): AppError {
  return new AppError('cancelled', 'the audit was given up; start it again');
}
