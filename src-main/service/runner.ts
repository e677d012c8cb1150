import { toErrorRecord, type ErrorRecord } from '../contract/error.ts';
import type { StudyStatus } from '../contract/study.ts';
import type { TrainingEvent } from '../contract/training.ts';
import type { Checkpoint } from '../core/train/cohort.ts';
import { readCheckpoint, readSplits, removeCheckpoints, saveSplits } from '../store/result-file.ts';
import type { StudyRecord } from '../store/study-store.ts';
import type { ServiceContext } from './context.ts';
import { Execution } from './execution.ts';
import { recordEvent } from './training-record.ts';
import type { CohortPlan } from './training/plan.ts';
import type { TrainingMaterial } from './training-material.ts';
import { readTwinLosses } from './twin-losses.ts';
import type { TrainingAhead, TrainingHandle } from './training/pool.ts';

const progressMs = 250;

type Wish = 'keep' | 'abort';

interface Running {
  readonly execution: Execution;
  ended: Promise<void>;
  handle: TrainingHandle | null;
  wish: Wish | null;
  failure: ErrorRecord | null;
}

/** What follows from a study's runs. */
export interface Conclusion {
  /** Called whenever runs are stored: what the verdict will be read from may be read while others train. */
  gather(studyId: string): void;
  /** Called when a study's training has ended, before it is announced; gives the verdict's title. */
  conclude(studyId: string): Promise<string | null>;
}

/** Trains studies: hands them to the trainers, stores what these tell, announces progress, settles how a study ended. */
export class Runner {
  readonly #context: ServiceContext;
  readonly #conclusion: Conclusion;
  readonly #running = new Map<string, Running>();
  readonly #ended = new Map<string, Execution>();

  constructor(context: ServiceContext, conclusion: Conclusion) {
    this.#context = context;
    this.#conclusion = conclusion;
  }

  get trainers(): number {
    return this.#context.pool.trainers;
  }

  /** The last training of the study that ended in this session. */
  findEnded(studyId: string): Execution | null {
    return this.#ended.get(studyId) ?? null;
  }

  /** What is kept of the last training of a study that is no more. */
  forget(studyId: string): void {
    this.#ended.delete(studyId);
  }

  find(studyId: string): Execution | null {
    return this.#running.get(studyId)?.execution ?? null;
  }

  /** Trains what is left of a study whose runs are planned, some of it ahead perhaps. Returns at once. */
  start(study: StudyRecord, material: TrainingMaterial, ahead: TrainingAhead | null): void {
    const execution = new Execution(study, Date.now, ahead?.startedAtMs);
    const running: Running = { execution, ended: Promise.resolve(), handle: null, wish: null, failure: null };
    this.#running.set(study.id, running);
    running.ended = this.#run(study, material, running, ahead);
    running.ended.catch((error: unknown) => console.error(error));
  }

  /** Resolves when the study has come to rest. */
  async stop(studyId: string, keep: boolean): Promise<void> {
    const running = this.#running.get(studyId);
    if (running === undefined) return;
    running.wish ??= keep ? 'keep' : 'abort';
    await running.handle?.stop({ keep });
    await running.ended;
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((studyId) => this.stop(studyId, false)));
  }

  async #run(
    study: StudyRecord,
    material: TrainingMaterial,
    running: Running,
    ahead: TrainingAhead | null,
  ): Promise<void> {
    const { workspace, pool, options } = this.#context;
    const { execution } = running;
    execution.begin(workspace.runs.list(study.id));
    this.#announceStatus(study.id, 'running', null);
    this.#announceProgress(execution);
    let announcedAt = 0;

    const listener = (event: TrainingEvent, toldAtMs: number): void => {
      if (running.failure !== null) return;
      const before = execution.stage;
      try {
        const started = performance.now();
        recordEvent(workspace, study.id, event);
        if (event.kind === 'failed') this.#failRuns(study.id, event, material);
        execution.storeSeconds += (performance.now() - started) / 1000;
        if (event.kind === 'evaluated') this.#conclusion.gather(study.id);
      } catch (error) {
        // what cannot be kept is not worth training: stop, so that nothing is lost beyond the last checkpoint
        running.failure = toErrorRecord(error);
        void running.handle?.stop({ keep: false });
        return;
      }
      execution.note(event, toldAtMs);
      if (execution.stage === before && performance.now() - announcedAt < progressMs) return;
      announcedAt = performance.now();
      this.#announceProgress(execution);
    };

    execution.stage = 'compiling';
    this.#announceProgress(execution);
    try {
      if (readSplits(workspace, study.id) === null) saveSplits(workspace, study.id, material.data.splits);
      const request = {
        plan: material.plan,
        spec: study.spec,
        data: material.data,
        engine: options.engine ?? 'auto',
        trainers: material.trainers,
        checkpoints: this.#readCheckpoints(study.id),
        finished: this.#findFinished(study.id),
        complete: (cohort: CohortPlan) => readTwinLosses(workspace, study.id, study.spec, cohort),
      };
      running.handle = ahead?.admit(request, listener) ?? pool.startTraining(request, listener);
      const wish = running.failure === null ? running.wish : 'abort';
      if (wish !== null) void running.handle.stop({ keep: wish === 'keep' });
      await running.handle.done;
    } catch (error) {
      running.failure = toErrorRecord(error);
      if (running.handle === null) ahead?.drop();
    }
    await this.#settle(study.id, running);
  }

  async #settle(studyId: string, running: Running): Promise<void> {
    const { workspace } = this.#context;
    const { execution } = running;
    const { status, error } = this.#judge(studyId, running);
    let verdict: string | null = null;
    if (status !== 'interrupted') {
      execution.stage = 'comparing';
      this.#announceProgress(execution);
      verdict = await this.#conclusion.conclude(studyId);
    }
    execution.stage = 'done';
    const elapsedSeconds = execution.elapsedSeconds;
    workspace.transact(() => {
      if (status === 'stopped') this.#cancelUnevaluated(studyId);
      workspace.studies.change(studyId, { status, error, verdict, elapsedSeconds });
    });
    if (status === 'completed') removeCheckpoints(workspace, studyId);
    this.#announceProgress(execution);
    this.#running.delete(studyId);
    this.#ended.set(studyId, execution);
    this.#announceStatus(studyId, status, error);
    this.#context.events.emit({ kind: 'studies-changed' });
  }

  #judge(studyId: string, { wish, failure }: Running): { status: StudyStatus; error: ErrorRecord | null } {
    const { cohorts, runs } = this.#context.workspace;
    if (failure !== null) return { status: 'interrupted', error: failure };
    if (wish === 'abort') return { status: 'interrupted', error: null };
    if (wish === 'keep') return { status: 'stopped', error: null };
    const broken = cohorts.list(studyId).find((cohort) => cohort.failure !== null)?.failure;
    if (broken !== undefined && broken !== null) {
      return { status: 'failed', error: { code: 'trainer', message: `${broken.message} ${broken.remedy}` } };
    }
    const all = runs.list(studyId);
    const failed = all.find((run) => run.status === 'failed');
    if (failed !== undefined && all.every((run) => run.status === 'failed')) {
      const message = `every run failed: ${failed.failure?.message ?? ''}. ${failed.failure?.remedy ?? ''}`;
      return { status: 'failed', error: { code: 'trainer', message } };
    }
    return { status: 'completed', error: null };
  }

  /** The runs of a cohort that broke: those of them that have not ended. */
  #failRuns(studyId: string, event: Extract<TrainingEvent, { kind: 'failed' }>, { plan }: TrainingMaterial): void {
    const { workspace } = this.#context;
    const { message, remedy } = event;
    const replicas = plan.cohorts.find((cohort) => cohort.id === event.cohort)?.replicas ?? [];
    workspace.transact(() => {
      for (const { arm, split, seed, filler } of replicas) {
        if (!filler) workspace.runs.setFailed(studyId, { arm, split, seed }, { message, remedy });
      }
    });
  }

  /** Runs that a stop left without a result: those that never started among them. */
  #cancelUnevaluated(studyId: string): void {
    const { runs } = this.#context.workspace;
    for (const run of runs.list(studyId)) {
      if (run.status === 'queued' || run.status === 'training') runs.setProgress(studyId, run, 'cancelled', 0);
    }
  }

  #readCheckpoints(studyId: string): Map<string, Checkpoint> {
    const { workspace } = this.#context;
    return new Map(
      workspace.cohorts.list(studyId).flatMap(({ name, checkpointEpoch, checkpointFile }): [string, Checkpoint][] => {
        if (checkpointEpoch === null || checkpointFile === null) return [];
        return [[name, { epoch: checkpointEpoch, state: readCheckpoint(workspace, checkpointFile) }]];
      }),
    );
  }

  #findFinished(studyId: string): Set<string> {
    const cohorts = this.#context.workspace.cohorts.list(studyId);
    return new Set(cohorts.filter((cohort) => cohort.evaluateSeconds !== null).map((cohort) => cohort.name));
  }

  #announceStatus(studyId: string, status: StudyStatus, error: ErrorRecord | null): void {
    this.#context.events.emit({ kind: 'study-status', studyId, status, error });
  }

  #announceProgress(execution: Execution): void {
    this.#context.events.emit({
      kind: 'study-progress',
      studyId: execution.studyId,
      stage: execution.stage,
      fraction: execution.fraction,
      epoch: execution.epoch,
      etaSeconds: execution.etaSeconds,
    });
  }
}
