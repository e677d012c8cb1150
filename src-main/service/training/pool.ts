import { isDeepStrictEqual } from 'node:util';
import type { Estimate } from '../../contract/design.ts';
import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import type { EngineKind } from '../../core/engine/engine.ts';
import type { Checkpoint } from '../../core/train/cohort.ts';
import type { EngineStatus, Measurement } from '../../trainer/protocol.ts';
import { combineMeasurements } from './estimate.ts';
import { HeldEvents, type TrainingListener } from './held-events.ts';
import { costOf, programOf, rankOf, type Job } from './job.ts';
import type { CohortPlan, TrainingData, TrainingPlan } from './plan.ts';
import { shareThreads } from './share-threads.ts';
import { trainerCount } from './trainer-count.ts';
import { TrainerSlots } from './trainer-slots.ts';

/** What a study trains, and on which engine. */
export interface TrainingInput {
  readonly plan: TrainingPlan;
  readonly spec: StudySpec;
  readonly data: TrainingData;
  readonly engine: EngineKind | 'auto';
  /** That may work on it at a time; all by default. */
  readonly trainers?: number;
}

export interface TrainingRequest extends TrainingInput {
  /** By cohort: where to go on from. */
  readonly checkpoints?: ReadonlyMap<string, Checkpoint>;
  /** Cohorts whose runs are all stored: they are not trained again. */
  readonly finished?: ReadonlySet<string>;
  /** A cohort that waited for others, with what it reads of them; asked once they have ended and `listener` has heard so. */
  readonly complete?: (cohort: CohortPlan) => CohortPlan;
}

interface HeldMaterial {
  readonly id: string;
  readonly spec: StudySpec;
  readonly data: TrainingData;
  uses: number;
}

export interface TrainingHandle {
  /** Resolves when every cohort has ended, well or not: `failed` events say which did not. */
  readonly done: Promise<void>;
  /** keep: evaluate the best weights so far (runs come as `cancelled` with metrics); else drop them. Resolves when all has stopped. */
  stop(options: { readonly keep: boolean }): Promise<void>;
}

/** A training that has begun while it is still to be decided whether it may. Nobody hears of it. */
export interface TrainingAhead {
  readonly startedAtMs: number;
  /** It may: `listener` hears what it has told so far and all that follows. The request is the one that it began with. */
  admit(request: TrainingRequest, listener: TrainingListener): TrainingHandle;
  /** It may not: what was trained is forgotten. */
  drop(): void;
}

export interface PoolOptions {
  /** Trainer processes, and threads of all together; by default TANDEM_TRAINERS, else one per core. */
  readonly trainers?: number;
  /** The engine that warm trainers open. */
  readonly engine?: EngineKind | 'auto';
  /** Least time between checkpoints of a cohort, in milliseconds; 1000 by default. */
  readonly checkpointMs?: number;
}

const abortGraceMs = 800;
const keepGraceMs = 20_000;

/** Trainer processes, kept warm, that take cohorts from one queue. */
export class TrainerPool {
  readonly trainers: number;
  readonly #engine: EngineKind | 'auto';
  readonly #slots: TrainerSlots;
  readonly #held: HeldMaterial[] = [];
  #nextJob = 1;
  #nextMaterial = 1;

  constructor(options: PoolOptions = {}) {
    this.trainers = options.trainers ?? trainerCount();
    this.#engine = options.engine ?? 'auto';
    this.#slots = new TrainerSlots(this.trainers, options.checkpointMs ?? 1000);
  }

  /** Starts the trainers, so that a study need not wait for them. */
  async warm(): Promise<void> {
    await Promise.all(this.#slots.startAll(this.#engine).map((trainer) => trainer.ready));
  }

  /** What the trainers compute with. */
  async engineStatus(): Promise<EngineStatus> {
    return await this.#slots.first(this.#engine).ready;
  }

  /** Threads that no trainer takes at present; at least 1, for work beside the studies. */
  get spareThreads(): number {
    return Math.max(1, this.trainers - this.#slots.working);
  }

  /** Process ids of the live trainers. */
  get processIds(): number[] {
    return this.#slots.processIds;
  }

  /** Trains every unfinished cohort of a plan; `listener` hears what happens, from all trainers. */
  startTraining(request: TrainingRequest, listener: TrainingListener): TrainingHandle {
    const cohorts = request.plan.cohorts.filter((cohort) => request.finished?.has(cohort.id) !== true);
    const batch = this.#enqueue('train', request, cohorts, {
      onEvent: (event) => listener(event, Date.now()),
      checkpointOf: (cohort) => request.checkpoints?.get(cohort.id) ?? null,
    });
    return this.#handleOf([batch]);
  }

  /**
   * Begins to train every cohort of a plan but those that read what others have told. Which cohorts are begun early changes no
   * number of any.
   */
  trainAhead(request: TrainingInput): TrainingAhead {
    const held = new HeldEvents();
    const [waiting, first] = partition(request.plan.cohorts, (cohort) => cohort.waitsFor !== undefined);
    const begun = this.#enqueue('train', request, first, {
      onEvent: (event) => held.take(event),
      checkpointOf: () => null,
    });
    return {
      startedAtMs: Date.now(),
      admit: (whole, listener) => {
        held.release(listener);
        const rest = this.#enqueue('train', whole, waiting, {
          besides: begun.open,
          onEvent: (event) => listener(event, Date.now()),
          checkpointOf: () => null,
        });
        return this.#handleOf([begun, rest]);
      },
      drop: () => this.#slots.stop(begun.jobs, false, abortGraceMs),
    };
  }

  /** Compiles the plan's programs and times a few steps of each. The programs stay compiled for the training. */
  async measure(request: TrainingInput): Promise<Estimate> {
    const measured = new Map<string, Measurement>();
    const failures: string[] = [];
    // as many threads as most cohorts of the training will have
    const trainers = Math.min(this.trainers, request.trainers ?? this.trainers);
    const [mostThreads] = shareThreads(this.trainers, Math.min(trainers, request.plan.cohorts.length));
    const batch = this.#enqueue('measure', request, programsOf(request.plan), {
      ...(mostThreads === undefined ? {} : { mostThreads }),
      onEvent: (event) => {
        if (event.kind === 'failed') failures.push(event.message);
      },
      onMeasured: (cohort, measurement) => measured.set(programOf(cohort), measurement),
      checkpointOf: () => null,
    });
    await batch.ended;
    if (failures[0] !== undefined) throw new AppError('trainer', `the measurement failed: ${failures[0]}`);
    return combineMeasurements(request.plan, measured, trainers);
  }

  /** Ends all trainers at once. */
  async close(): Promise<void> {
    await this.#slots.close();
  }

  #handleOf(batches: readonly Batch[]): TrainingHandle {
    const done = Promise.all(batches.map(({ ended }) => ended)).then(() => undefined);
    return {
      done,
      stop: async ({ keep }) => {
        const jobs = batches.flatMap((batch) => batch.jobs);
        this.#slots.stop(jobs, keep, keep ? keepGraceMs : abortGraceMs);
        await done;
      },
    };
  }

  #enqueue(
    kind: Job['kind'],
    request: TrainingInput & Pick<TrainingRequest, 'complete'>,
    cohorts: readonly CohortPlan[],
    hooks: {
      readonly onEvent: (event: TrainingEvent) => void;
      readonly onMeasured?: (cohort: CohortPlan, measurement: Measurement) => void;
      readonly checkpointOf: (cohort: CohortPlan) => Checkpoint | null;
      readonly mostThreads?: number;
      /** Cohorts under way that these may wait for. */
      readonly besides?: ReadonlySet<string>;
    },
  ): Batch {
    const held = this.#hold(request);
    const material = { spec: request.spec, ...request.data };
    const ends: Promise<undefined>[] = [];
    const open = new Set(cohorts.map(({ id }) => id));
    const pending = new Set([...open, ...(hooks.besides ?? [])]);
    const jobs = cohorts.map((cohort): Job => {
      const end = Promise.withResolvers<undefined>();
      ends.push(end.promise);
      return {
        id: this.#nextJob++,
        kind,
        engine: request.engine === 'auto' ? this.#engine : request.engine,
        materialId: held.id,
        material,
        cohort,
        waitsFor: new Set(kind === 'train' ? cohort.waitsFor?.filter((id) => pending.has(id)) : []),
        complete: () => (cohort.waitsFor === undefined ? cohort : (request.complete?.(cohort) ?? cohort)),
        program: programOf(cohort),
        cost: costOf(cohort, request.plan.epochs),
        rank: rankOf(cohort, request.data.splits.length),
        onEvent: hooks.onEvent,
        onMeasured: (measurement) => hooks.onMeasured?.(cohort, measurement),
        onEnd: () => {
          open.delete(cohort.id);
          end.resolve(undefined);
        },
        checkpoint: hooks.checkpointOf(cohort),
        mostThreads: hooks.mostThreads ?? Infinity,
        mostTrainers: request.trainers ?? Infinity,
        deaths: 0,
        stopping: false,
      };
    });
    this.#slots.add(jobs);
    const ended = Promise.all(ends).then(() => this.#release(held));
    return { jobs, open, ended };
  }

  /** What is measured and then trained goes to a trainer once. */
  #hold({ spec, data }: TrainingInput): HeldMaterial {
    let held = this.#held.find((one) => one.data === data && isDeepStrictEqual(one.spec, spec));
    if (held === undefined) {
      held = { id: `material-${this.#nextMaterial++}`, spec, data, uses: 0 };
      this.#held.push(held);
    }
    held.uses += 1;
    return held;
  }

  #release(held: HeldMaterial): void {
    held.uses -= 1;
    if (held.uses > 0) return;
    this.#held.splice(this.#held.indexOf(held), 1);
    this.#slots.forget(held.id);
  }
}

interface Batch {
  readonly jobs: readonly Job[];
  /** Cohorts that have not ended. */
  readonly open: ReadonlySet<string>;
  readonly ended: Promise<void>;
}

function partition<Value>(values: readonly Value[], fits: (value: Value) => boolean): readonly [Value[], Value[]] {
  return [values.filter(fits), values.filter((value) => !fits(value))];
}

/** One cohort for each program; an alternative takes stages of its own, whose programs its training makes. */
function programsOf({ cohorts }: TrainingPlan): CohortPlan[] {
  const compiled = cohorts.filter((cohort) => cohort.alternative === undefined);
  return [...new Map(compiled.map((cohort) => [programOf(cohort), cohort])).values()];
}
