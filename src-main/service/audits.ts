import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { AuditResult } from '../contract/audit.ts';
import { AppError, fromErrorRecord } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import type { AuditSource } from '../core/audit/frame.ts';
import type { AuditOutcome } from '../core/audit/run-audit.ts';
import { buildPresenceFigure } from '../core/figure/build-presence-figure.ts';
import { buildRelationFigure } from '../core/figure/build-relation-figure.ts';
import type { Workspace } from '../store/workspace.ts';
import { auditSource, mostAuditRows, pick } from './audit-source.ts';
import type { AuditMessage } from './audit-worker.ts';
import type { EventLog } from './event-log.ts';
import type { MaterialCache } from './material-cache.ts';
import type { TableCache } from './table-cache.ts';

/** Audits in memory; the one used longest ago goes first. */
const mostKept = 8;

/** The audits of this session: each in a thread of its own, so that the service answers meanwhile. */
export interface Audits {
  /** The audit of these settings where it has been made. */
  known(spec: StudySpec): AuditResult | null;
  /** Makes it, or waits for the one under way. An audit of the same study with other settings is given up. */
  run(studyId: string, spec: StudySpec): Promise<AuditResult>;
  /** Begins it where nobody waits: not one that was given up or that failed before. */
  begin(studyId: string, spec: StudySpec): void;
  /** Gives up the audit under way; whoever waits for it gets `cancelled`. */
  cancel(studyId: string): boolean;
  /** Lets go what was found in data that are no more. */
  forget(contentHash: string): void;
  close(): void;
}

interface Job {
  readonly key: string;
  readonly result: Promise<AuditResult>;
  stop(): void;
}

export function createAudits({
  workspace,
  tables,
  materials,
  events,
}: {
  workspace: Workspace;
  tables: TableCache;
  materials: MaterialCache;
  events: EventLog;
}): Audits {
  const results = new Map<string, AuditResult>();
  const jobs = new Map<string, Job>();
  /** Given up by the user or failed: made again only when asked for. */
  const declined = new Set<string>();

  function start(studyId: string, key: string, spec: StudySpec): Job {
    const stopping = Promise.withResolvers<never>();
    let worker: Worker | null = null;
    let isStopped = false;
    const announce = (check: string, fraction: number): void =>
      events.emit({ kind: 'audit-progress', studyId, check, fraction });
    async function work(): Promise<AuditResult> {
      workspace.datasets.get(spec.dataset.id);
      const table = await tables.read(spec.dataset.id);
      const source = await auditSource(table, spec, mostAuditRows, () => materials.split(spec));
      if (isStopped) throw cancelled();
      worker = new Worker(new URL('./audit-worker.ts', import.meta.url), { workerData: source satisfies AuditSource });
      const outcome = await answerOf(worker, announce);
      return withFigures(outcome);
    }
    const result = Promise.race([work(), stopping.promise]).then((made) => {
      results.set(key, made);
      const oldest = results.keys().next().value;
      if (results.size > mostKept && oldest !== undefined) results.delete(oldest);
      return made;
    });
    const job: Job = {
      key,
      result,
      stop() {
        isStopped = true;
        void worker?.terminate();
        stopping.reject(cancelled());
      },
    };
    const end = (): void => {
      if (jobs.get(studyId) === job) jobs.delete(studyId);
      announce('', 1);
    };
    // the caller awaits the result itself; here its end is enough
    result.then(end, () => {
      if (!isStopped) declined.add(key);
      end();
    });
    return job;
  }

  return {
    known(spec) {
      const key = keyOf(spec);
      const found = results.get(key) ?? null;
      if (found !== null) {
        results.delete(key);
        results.set(key, found);
      }
      return found;
    },
    run(studyId, spec) {
      const found = this.known(spec);
      if (found !== null) return Promise.resolve(found);
      const key = keyOf(spec);
      declined.delete(key);
      const running = jobs.get(studyId);
      if (running?.key === key) return running.result;
      running?.stop();
      const job = start(studyId, key, spec);
      jobs.set(studyId, job);
      return job.result;
    },
    begin(studyId, spec) {
      if (!declined.has(keyOf(spec))) this.run(studyId, spec).catch(() => undefined);
    },
    cancel(studyId) {
      const job = jobs.get(studyId);
      if (job !== undefined) declined.add(job.key);
      job?.stop();
      return job !== undefined;
    },
    forget(contentHash) {
      for (const key of [...results.keys(), ...declined]) {
        if (!key.startsWith(`${contentHash} `)) continue;
        results.delete(key);
        declined.delete(key);
      }
    },
    close() {
      for (const job of jobs.values()) job.stop();
    },
  };
}

function answerOf(worker: Worker, announce: (check: string, fraction: number) => void): Promise<AuditOutcome> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: AuditMessage) => {
      if (message.kind === 'progress') announce(message.check, message.fraction);
      else if (message.kind === 'done') resolve(message.outcome);
      else reject(fromErrorRecord(message.error));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(cancelled()));
  });
}

function withFigures(outcome: AuditOutcome): AuditResult {
  return {
    ...outcome,
    figures: {
      presence: buildPresenceFigure(outcome.presence),
      relations: buildRelationFigure(outcome.relations, outcome.presence.tasks),
    },
  };
}

function cancelled(): AppError {
  return new AppError('cancelled', 'the audit was given up; start it again');
}

function keyOf(spec: StudySpec): string {
  const settings = createHash('sha256')
    .update(JSON.stringify(pick(spec)))
    .digest('hex');
  return `${spec.dataset.contentHash} ${settings}`;
}
