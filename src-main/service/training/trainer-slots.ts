import { toErrorRecord, type ErrorRecord } from '../../contract/error.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import type { EngineKind } from '../../core/engine/engine.ts';
import type { TrainerReply } from '../../trainer/protocol.ts';
import { chooseJob, type Job } from './job.ts';
import type { CohortPlan } from './plan.ts';
import { shareThreads } from './share-threads.ts';
import type { TrainerProcess } from './trainer-process.ts';
import { takeTrainer } from './trainer-start.ts';

interface Slot {
  trainer: TrainerProcess | null;
  engine: EngineKind | 'auto';
  job: Job | null;
  /** The last that the job told: heard once the trainer has its next one, because to store it takes a while. */
  evaluated: TrainingEvent | null;
}

/** A trainer that dies with a job is replaced and the job goes on from its last checkpoint, this many times. */
const mostRestarts = 1;

/**
 * Deals jobs to trainer processes, one each at a time, and replaces those that die. Trainers at work take the threads of those
 * that have nothing to do.
 */
export class TrainerSlots {
  readonly #slots: Slot[];
  readonly #queue: Job[] = [];
  readonly #checkpointMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(count: number, checkpointMs: number) {
    this.#checkpointMs = checkpointMs;
    this.#slots = Array.from({ length: count }, () => ({
      trainer: null,
      engine: 'auto',
      job: null,
      evaluated: null,
    }));
  }

  /** Trainers that have a job. */
  get working(): number {
    return this.#slots.filter(({ job }) => job !== null).length;
  }

  get processIds(): number[] {
    return this.#slots.flatMap(({ trainer }) => (trainer?.alive === true ? [trainer.processId as number] : []));
  }

  startAll(engine: EngineKind | 'auto'): TrainerProcess[] {
    return this.#slots.map((slot) => this.#trainerOf(slot, slot.job?.engine ?? engine));
  }

  first(engine: EngineKind | 'auto'): TrainerProcess {
    const slot = this.#slots[0] as Slot;
    return this.#trainerOf(slot, slot.job?.engine ?? engine);
  }

  add(jobs: readonly Job[]): void {
    this.#queue.push(...jobs);
    this.#deal();
  }

  /** Drops waiting jobs, asks running ones to stop, and kills their trainers when they do not within `graceMs`. */
  stop(jobs: readonly Job[], keep: boolean, graceMs: number): void {
    for (const job of jobs) job.stopping = true;
    this.drop(jobs);
    const running = this.#slots.filter((slot) => slot.job !== null && jobs.includes(slot.job));
    for (const slot of running) slot.trainer?.send({ kind: 'stop', job: (slot.job as Job).id, keep });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      for (const slot of running) {
        if (slot.job !== null && jobs.includes(slot.job)) void slot.trainer?.kill();
      }
    }, graceMs);
    this.#timers.add(timer.unref());
  }

  /** Jobs that have not begun are over. */
  drop(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const position = this.#queue.indexOf(job);
      if (position < 0) continue;
      this.#queue.splice(position, 1);
      job.onEnd();
    }
  }

  forget(materialId: string): void {
    for (const { trainer } of this.#slots) {
      if (trainer?.materials.delete(materialId) === true) trainer.send({ kind: 'forget', id: materialId });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const job of this.#queue.splice(0)) job.onEnd();
    await Promise.all(this.#slots.map(({ trainer }) => trainer?.kill() ?? Promise.resolve()));
  }

  #deal(): void {
    if (this.#closed) return;
    const dealt = this.#dealJobs();
    this.#dealThreads();
    for (const [slot, job] of dealt) this.#give(slot, job);
  }

  /** Lets each trainer at work take its share of all threads. */
  #dealThreads(): void {
    const working = this.#slots.filter(({ job }) => job !== null);
    const shares = shareThreads(this.#slots.length, working.length);
    working.forEach(({ trainer, job }, position) => {
      trainer?.allowThreads(Math.min(shares[position] ?? 1, job?.mostThreads ?? 1));
    });
  }

  #dealJobs(): [Slot, Job][] {
    const dealt: [Slot, Job][] = [];
    for (const slot of this.#slots) {
      const ready = this.#queue.filter((job) => job.waitsFor.size === 0 && this.#hasRoom(job));
      if (slot.job !== null || ready.length === 0) continue;
      const elsewhere = new Set(this.#slots.flatMap((other) => (other === slot ? [] : programsOf(other))));
      const compiled = new Set(programsOf(slot));
      const position = chooseJob(ready, compiled, elsewhere);
      const isLastHope = this.#slots.every((other) => other.job === null);
      const chosen = position < 0 && isLastHope ? 0 : position;
      if (chosen < 0) continue;
      const job = ready[chosen] as Job;
      this.#queue.splice(this.#queue.indexOf(job), 1);
      slot.job = job;
      this.#trainerOf(slot, job.engine).compiled.add(job.program);
      dealt.push([slot, job]);
    }
    return dealt;
  }

  #hasRoom({ materialId, mostTrainers }: Job): boolean {
    return this.#slots.filter(({ job }) => job?.materialId === materialId).length < mostTrainers;
  }

  #give(slot: Slot, job: Job): void {
    let cohort: CohortPlan;
    try {
      cohort = job.complete();
    } catch (error) {
      const record = toErrorRecord(error);
      this.#fail(job, record.message, remedyOf(record));
      this.#end(slot, job);
      return;
    }
    const trainer = this.#trainerOf(slot, job.engine);
    if (!trainer.materials.has(job.materialId)) {
      trainer.materials.add(job.materialId);
      trainer.send({ kind: 'material', id: job.materialId, material: job.material });
    }
    const common = { job: job.id, material: job.materialId, cohort };
    if (job.kind !== 'train') trainer.send({ kind: job.kind, ...common });
    else trainer.send({ kind: 'train', ...common, checkpoint: job.checkpoint, checkpointMs: this.#checkpointMs });
  }

  /** The slot's trainer, started anew when it is dead or has another engine. */
  #trainerOf(slot: Slot, engine: EngineKind | 'auto'): TrainerProcess {
    if (slot.trainer?.alive === true && slot.engine === engine) return slot.trainer;
    const old = slot.trainer;
    slot.trainer = null;
    void old?.kill();
    const trainer = takeTrainer(engine);
    trainer.listen((reply) => {
      if (slot.trainer === trainer) this.#receive(slot, reply);
    });
    slot.trainer = trainer;
    slot.engine = engine;
    void trainer.exited.then(() => {
      if (slot.trainer === trainer) this.#died(slot, trainer);
    });
    return trainer;
  }

  #receive(slot: Slot, reply: TrainerReply): void {
    const { job } = slot;
    if (job === null || !('job' in reply) || reply.job !== job.id) return;
    if (reply.kind === 'event') {
      if (reply.event.kind === 'checkpoint') job.checkpoint = reply.event;
      if (reply.event.kind === 'evaluated') slot.evaluated = reply.event;
      else job.onEvent(reply.event);
    } else if (reply.kind === 'measured') {
      job.onMeasured(reply.measurement);
    } else if (reply.kind === 'done') {
      this.#end(slot, job);
    } else if (reply.kind === 'failed') {
      this.#fail(job, reply.error.message, remedyOf(reply.error));
      this.#end(slot, job);
    }
  }

  #died(slot: Slot, trainer: TrainerProcess): void {
    slot.trainer = null;
    const { job } = slot;
    slot.job = null;
    if (job === null) return;
    if (slot.evaluated !== null) job.onEvent(slot.evaluated);
    slot.evaluated = null;
    job.deaths += 1;
    if (job.stopping || this.#closed) {
      job.onEnd();
    } else if (job.deaths <= mostRestarts) {
      this.#queue.unshift(job);
    } else {
      const words = trainer.lastWords;
      this.#fail(
        job,
        `the trainer process ended twice while it worked on this${words === '' ? '' : `: ${words}`}`,
        'It may have run out of memory: close other programs, set TANDEM_TRAINERS=1, or use a narrower network or smaller batches.',
      );
      job.onEnd();
    }
    this.#deal();
  }

  /** What waits for a job that failed fails with it: it would have nothing to read. */
  #fail(job: Job, message: string, remedy: string): void {
    job.onEvent({ kind: 'failed', cohort: job.cohort.id, message, remedy });
    for (const waiting of this.#waitingFor(job)) {
      this.#queue.splice(this.#queue.indexOf(waiting), 1);
      const why = `it reads the losses of the single-task twins of ${job.cohort.id}, and those could not be trained: ${message}`;
      this.#fail(waiting, why, remedy);
      waiting.onEnd();
    }
  }

  #end(slot: Slot, job: Job): void {
    slot.job = null;
    const { evaluated } = slot;
    slot.evaluated = null;
    this.#deal();
    if (evaluated !== null) job.onEvent(evaluated);
    for (const waiting of this.#waitingFor(job)) waiting.waitsFor.delete(job.cohort.id);
    job.onEnd();
    this.#deal();
  }

  #waitingFor({ kind, materialId, cohort }: Job): Job[] {
    if (kind !== 'train') return [];
    return this.#queue.filter((job) => job.materialId === materialId && job.waitsFor.has(cohort.id));
  }
}

function programsOf(slot: Slot): string[] {
  return slot.trainer?.alive === true ? [...slot.trainer.compiled] : [];
}

function remedyOf(error: ErrorRecord): string {
  return error.code === 'engine'
    ? 'Try another engine, or a smaller network or batch; the message says what the engine refused.'
    : 'Start the study again; if it fails again, report the message with the study file.';
}
