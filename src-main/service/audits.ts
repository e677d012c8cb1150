import { createHash } from 'node:crypto';
import type { AuditResult } from '../contract/audit.ts';
import type { StudySpec } from '../contract/study.ts';
import type { AuditOutcome } from '../core/audit/run-audit.ts';
import { buildPresenceFigure } from '../core/figure/build-presence-figure.ts';
import { buildRelationFigure } from '../core/figure/build-relation-figure.ts';
import type { Workspace } from '../store/workspace.ts';
import { auditSource, mostAuditRows, pick } from './audit-source.ts';
import { cancelled, createAuditThreads, type RunningAudit } from './audit-threads.ts';
import type { EventLog } from './event-log.ts';
import type { MaterialCache } from './material-cache.ts';
import type { TableCache } from './table-cache.ts';

/** Audits in memory; the one used longest ago goes first. */
const mostKept = 8;

/** The audits of this session, made in threads, so that the service answers meanwhile. */
export interface Audits {
  /** Makes ready for the first one. */
  warm(): void;
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
  const threads = createAuditThreads();
  const results = new Map<string, AuditResult>();
  const jobs = new Map<string, Job>();
  /** Given up by the user or failed: made again only when asked for. */
  const declined = new Set<string>();

  function start(studyId: string, key: string, spec: StudySpec): Job {
    const stopping = Promise.withResolvers<never>();
    let running: RunningAudit | null = null;
    let isStopped = false;
    const announce = (check: string, fraction: number): void =>
      events.emit({ kind: 'audit-progress', studyId, check, fraction });
    async function work(): Promise<AuditResult> {
      workspace.datasets.get(spec.dataset.id);
      const table = await tables.read(spec.dataset.id);
      const source = await auditSource(table, spec, mostAuditRows, () => materials.split(spec));
      if (isStopped) throw cancelled();
      running = threads.run(source, announce);
      return withFigures(await running.outcome);
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
        running?.stop();
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
    warm: () => threads.warm(),
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
      threads.close();
    },
  };
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

function keyOf(spec: StudySpec): string {
  const settings = createHash('sha256')
    .update(JSON.stringify(pick(spec)))
    .digest('hex');
  return `${spec.dataset.contentHash} ${settings}`;
}
