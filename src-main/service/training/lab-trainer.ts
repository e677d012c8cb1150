import { AppError, fromErrorRecord } from '../../contract/error.ts';
import type { LabResult, LabSettings } from '../../contract/lab.ts';
import type { EngineKind } from '../../core/engine/engine.ts';
import type { TrainerReply } from '../../trainer/protocol.ts';
import { TrainerProcess } from './trainer-process.ts';

interface Pending {
  readonly visitor: string;
  readonly resolve: (result: LabResult) => void;
  readonly reject: (error: Error) => void;
}

/** A trainer that nobody has asked for this long gives its memory back. */
const idleMs = 5 * 60_000;

/**
 * A trainer process for the principles lab alone: started at the first wish, so that a study's trainers, busy for minutes,
 * neither wait for the lab nor make it wait.
 */
export class LabTrainer {
  readonly #engine: EngineKind | 'auto';
  readonly #pending = new Map<number, Pending>();
  #trainer: TrainerProcess | null = null;
  #nextJob = 1;
  #idle: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(engine: EngineKind | 'auto') {
    this.#engine = engine;
  }

  /** The process id, for tests that kill it. */
  get processId(): number | undefined {
    return this.#trainer?.processId;
  }

  /** Starts the process, so that the first wish need not wait for it. */
  warm(): void {
    this.#live();
    this.#restAfterWork();
  }

  /**
   * What training comes to. Of one visitor's wishes the newest counts: an earlier one that is under way is stopped and its
   * promise rejected with AppError `cancelled`.
   */
  async run(visitor: string, scenario: string, settings: LabSettings): Promise<LabResult> {
    if (this.#closed) throw new AppError('cancelled', 'the workspace is closing');
    this.#stopEarlier(visitor);
    const trainer = this.#live();
    const job = this.#nextJob++;
    const end = Promise.withResolvers<LabResult>();
    this.#pending.set(job, { visitor, resolve: end.resolve, reject: end.reject });
    trainer.ready.then(
      () => trainer.send({ kind: 'lab', job, scenario, settings }),
      (error: unknown) => this.#take(job)?.reject(error as Error),
    );
    return end.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#idle !== null) clearTimeout(this.#idle);
    await this.#trainer?.kill();
  }

  #stopEarlier(visitor: string): void {
    for (const [job, pending] of this.#pending) {
      if (pending.visitor !== visitor) continue;
      this.#trainer?.send({ kind: 'stop', job, keep: false });
      this.#take(job)?.reject(new AppError('cancelled', 'a newer setting took over'));
    }
  }

  #live(): TrainerProcess {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#trainer?.alive === true) return this.#trainer;
    const trainer = new TrainerProcess(this.#engine, (reply) => this.#receive(reply));
    this.#trainer = trainer;
    void trainer.exited.then(() => this.#died(trainer));
    return trainer;
  }

  #receive(reply: TrainerReply): void {
    if (reply.kind === 'lab') this.#take(reply.job)?.resolve(reply.result);
    else if (reply.kind === 'failed') this.#take(reply.job)?.reject(fromErrorRecord(reply.error));
    this.#restAfterWork();
  }

  #take(job: number): Pending | undefined {
    const pending = this.#pending.get(job);
    this.#pending.delete(job);
    return pending;
  }

  #died(trainer: TrainerProcess): void {
    if (this.#trainer !== trainer) return;
    this.#trainer = null;
    const words = trainer.lastWords;
    for (const job of [...this.#pending.keys()]) {
      const message = `the trainer of the lab ended${words === '' ? '' : `: ${words}`}; move a slider to start it again`;
      this.#take(job)?.reject(new AppError(this.#closed ? 'cancelled' : 'trainer', message));
    }
  }

  #restAfterWork(): void {
    if (this.#pending.size > 0 || this.#closed) return;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#trainer?.kill(), idleMs).unref();
  }
}
