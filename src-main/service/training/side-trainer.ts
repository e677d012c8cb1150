import { AppError, fromErrorRecord } from '../../contract/error.ts';
import type { EngineKind } from '../../core/engine/engine.ts';
import type { TrainerReply, TrainerRequest } from '../../trainer/protocol.ts';
import { TrainerProcess } from './trainer-process.ts';

/** A job on its way: what comes of it, and how to give it up. */
export interface SideJob<Result> {
  readonly result: Promise<Result>;
  /** Gives it up; its promise is rejected with `reason` at once. */
  stop(reason: AppError): void;
}

/** What a job tells: its result, or null for what is none. */
type ReadResult<Result> = (reply: TrainerReply) => Result | null;

interface Pending {
  receive(reply: TrainerReply): void;
  reject(error: Error): void;
}

/** A trainer that nobody has asked for this long gives its memory back. */
const idleMs = 5 * 60_000;

/**
 * A trainer process for work beside the studies: started at the first wish, so that a study's trainers, busy for minutes,
 * neither wait for it nor make it wait.
 */
export class SideTrainer {
  readonly #engine: EngineKind | 'auto';
  readonly #what: string;
  readonly #repair: string;
  readonly #threads: () => number;
  readonly #pending = new Map<number, Pending>();
  #trainer: TrainerProcess | null = null;
  #nextJob = 1;
  #idle: NodeJS.Timeout | null = null;
  #closed = false;

  /** `what` it is the trainer of, and what starts it again when it has ended, for messages; `threads` that a job may take. */
  constructor(
    engine: EngineKind | 'auto',
    { what, repair, threads }: { readonly what: string; readonly repair: string; readonly threads: () => number },
  ) {
    this.#engine = engine;
    this.#what = what;
    this.#repair = repair;
    this.#threads = threads;
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

  /** Sends a job, to which `read` finds the result among the replies. */
  start<Result>(
    request: (job: number) => TrainerRequest,
    read: ReadResult<Result>,
    onShare: (share: number) => void = () => undefined,
  ): SideJob<Result> {
    const end = Promise.withResolvers<Result>();
    if (this.#closed) {
      end.reject(new AppError('cancelled', 'the workspace is closing'));
      return { result: end.promise, stop: () => undefined };
    }
    const trainer = this.#live();
    const job = this.#nextJob++;
    this.#pending.set(job, {
      receive: (reply) => {
        if (reply.kind === 'share') onShare(reply.share);
        const result = read(reply);
        if (result === null) return;
        this.#pending.delete(job);
        end.resolve(result);
      },
      reject: end.reject,
    });
    trainer.ready.then(
      () => {
        if (!this.#pending.has(job)) return;
        trainer.allowThreads(this.#threads());
        trainer.send(request(job));
      },
      (error: unknown) => this.#take(job)?.reject(error as Error),
    );
    return {
      result: end.promise,
      stop: (reason) => {
        const pending = this.#take(job);
        if (pending === undefined) return;
        trainer.send({ kind: 'stop', job, keep: false });
        pending.reject(reason);
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#idle !== null) clearTimeout(this.#idle);
    await this.#trainer?.kill();
  }

  #live(): TrainerProcess {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#trainer?.alive === true) return this.#trainer;
    const trainer = new TrainerProcess(this.#engine);
    trainer.listen((reply) => this.#receive(reply));
    this.#trainer = trainer;
    void trainer.exited.then(() => this.#died(trainer));
    return trainer;
  }

  #receive(reply: TrainerReply): void {
    if (!('job' in reply)) return;
    if (reply.kind === 'failed') this.#take(reply.job)?.reject(fromErrorRecord(reply.error));
    else this.#pending.get(reply.job)?.receive(reply);
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
      const message = `${this.#what} ended${words === '' ? '' : `: ${words}`}; ${this.#repair}`;
      this.#take(job)?.reject(new AppError(this.#closed ? 'cancelled' : 'trainer', message));
    }
  }

  #restAfterWork(): void {
    if (this.#pending.size > 0 || this.#closed) return;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#trainer?.kill(), idleMs).unref();
  }
}
