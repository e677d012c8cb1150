import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { Study } from '../contract/study.ts';
import type { StudyRecord } from '../store/study-store.ts';
import { requireAudited } from './audit-problem.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';
import { onStudyDeleted } from './event-log.ts';
import { createHeadStart } from './head-start.ts';
import type { HistoryCache } from './history-cache.ts';
import { readLive } from './live.ts';
import type { Runner } from './runner.ts';
import { checkStudy, requireTrainable } from './study-check.ts';
import { toStudy } from './study.ts';
import type { TrainingAhead } from './training/pool.ts';
import { planRuns, type TrainingMaterial } from './training-material.ts';
import { readSplits, type SplitRows } from '../store/result-file.ts';

type TrainingHandlers = Pick<
  Handlers,
  'study.measure' | 'study.prepare' | 'study.start' | 'study.stop' | 'study.resume' | 'study.live' | 'study.runs'
>;

export function createTrainingHandlers(
  context: ServiceContext,
  runner: Runner,
  histories: HistoryCache,
): TrainingHandlers {
  const { workspace, events, pool, options, audits } = context;
  const { studies, runs, cohorts } = workspace;
  /** Studies between the wish to start and the start: a second wish is refused. */
  const starting = new Set<string>();
  const headStart = createHeadStart(pool, options.engine ?? 'auto');

  onStudyDeleted(events, (studyId) => headStart.drop(studyId));

  async function begin(studyId: string, allowed: readonly Study['status'][], plan: 'new' | 'rest'): Promise<Study> {
    const { spec, status } = studies.get(studyId);
    if (!allowed.includes(status) || starting.has(studyId)) throw cannotBegin(studies.get(studyId), plan);
    starting.add(studyId);
    let ahead: TrainingAhead | null = null;
    try {
      const material = await requireTrainable(context, spec);
      if (plan === 'new') {
        headStart.begin(studyId, spec, material);
        await requireAudited(context, studyId, spec);
      }
      // the study may have been changed while it was checked
      if (studies.get(studyId).spec !== spec && JSON.stringify(studies.get(studyId).spec) !== JSON.stringify(spec)) {
        throw new AppError('conflict', `the study ${studyId} was changed while it was checked; start it again`);
      }
      if (plan === 'rest') checkSplits(readSplits(workspace, studyId), material.data.splits, studyId);
      ahead = headStart.take(studyId, spec);
      const startedMs = ahead?.startedAtMs ?? Date.now();
      const study = workspace.transact(() => {
        if (plan === 'new') runs.plan(studyId, planRuns(spec, material.data));
        else takeBack(studyId, material);
        const startedAt = studies.get(studyId).startedAt ?? new Date(startedMs).toISOString();
        return studies.change(studyId, { status: 'running', startedAt, error: null });
      });
      histories.forget(studyId);
      if (plan === 'rest') restoreProgress(studyId);
      runner.start(study, material, ahead);
      ahead = null;
      events.emit({ kind: 'studies-changed' });
      return toStudy(study);
    } finally {
      ahead?.drop();
      headStart.drop(studyId);
      starting.delete(studyId);
    }
  }

  /** Runs that have not ended are queued again; epochs beyond the last checkpoints are forgotten. */
  function takeBack(studyId: string, { plan }: TrainingMaterial): void {
    const ended = new Set(cohorts.list(studyId).flatMap((each) => (each.evaluateSeconds === null ? [] : each.name)));
    for (const { id, replicas } of plan.cohorts) {
      if (!ended.has(id)) runs.requeue(studyId, replicas);
    }
    cohorts.rewind(studyId);
  }

  /** What the checkpoints hold counts as done before the first news. */
  function restoreProgress(studyId: string): void {
    workspace.transact(() => {
      for (const { replicas, trained } of histories.read(studyId)) {
        replicas.forEach((key, replica) => runs.setProgress(studyId, key, 'training', trained[replica] ?? 0));
      }
    });
  }

  return {
    'study.measure': async ({ studyId }) => {
      const { spec } = studies.get(studyId);
      const { plan, data, trainers } = await requireTrainable(context, spec);
      return pool.measure({ plan, spec, data, engine: options.engine ?? 'auto', trainers });
    },
    'study.prepare': async ({ studyId }) => {
      const study = studies.get(studyId);
      // the check and the audit take a core each
      if (study.status === 'draft' && study.spec.tasks.length > 0) audits.begin(studyId, study.spec);
      const { material, problems } = await checkStudy(context, study.spec);
      const isRefused = problems.some(({ severity }) => severity === 'error');
      if (material !== null && !isRefused && study.status === 'draft') headStart.begin(studyId, study.spec, material);
      return toStudy(study);
    },
    'study.start': ({ studyId }) => begin(studyId, ['draft'], 'new'),
    'study.resume': ({ studyId }) => begin(studyId, ['interrupted', 'stopped', 'failed'], 'rest'),
    'study.stop': async ({ studyId, keep }) => {
      const { status } = studies.get(studyId);
      if (status !== 'running') throw new AppError('conflict', `the study ${studyId} is not running: ${status}`);
      await runner.stop(studyId, keep);
      return toStudy(studies.get(studyId));
    },
    'study.live': atOnce(({ studyId }) => readLive(context, histories, studyId, runner.find(studyId))),
    'study.runs': atOnce(({ studyId }) => {
      studies.get(studyId);
      return runs.list(studyId);
    }),
  };
}

/** Runs of one study are of the same rows, whatever made the splits when it was started. */
function checkSplits(stored: readonly SplitRows[] | null, made: readonly SplitRows[], studyId: string): void {
  if (stored === null) return;
  const text = (splits: readonly SplitRows[]): string =>
    splits.map(({ train, validation, test }) => [train, validation, test].map(String).join('|')).join(';');
  if (text(stored) === text(made)) return;
  throw new AppError(
    'conflict',
    `the study ${studyId} was started with other splits than this Tandem makes; duplicate it and train the copy`,
  );
}

function cannotBegin(study: StudyRecord, plan: 'new' | 'rest'): AppError {
  const repair = {
    draft: 'start it',
    running: 'it runs already',
    interrupted: 'resume it',
    stopped: 'resume it, or duplicate it',
    completed: 'duplicate it to train it again',
    failed: 'resume it, or duplicate it and change the copy',
  }[study.status];
  const verb = plan === 'new' ? 'started' : 'resumed';
  return new AppError('conflict', `the study ${study.id} cannot be ${verb}, it is ${study.status}; ${repair}`, {
    details: { status: study.status },
  });
}
