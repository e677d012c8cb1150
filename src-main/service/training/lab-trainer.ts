import { AppError } from '../../contract/error.ts';
import type { LabResult, LabSettings } from '../../contract/lab.ts';
import type { EngineKind } from '../../core/engine/engine.ts';
import { SideTrainer, type SideJob } from './side-trainer.ts';
import { trainerCount } from './trainer-count.ts';

/** The trainer process of the principles lab. */
export class LabTrainer {
  readonly #trainer: SideTrainer;
  readonly #newest = new Map<string, SideJob<LabResult>>();

  /** @param threads that a training may take */
  constructor(engine: EngineKind | 'auto', threads: () => number = trainerCount) {
    this.#trainer = new SideTrainer(engine, {
      what: 'the trainer of the lab',
      repair: 'move a slider to start it again',
      threads,
    });
  }

  /** The process id, for tests that kill it. */
  get processId(): number | undefined {
    return this.#trainer.processId;
  }

  /** Starts the process, so that the first wish need not wait for it. */
  warm(): void {
    this.#trainer.warm();
  }

  /**
   * What training comes to. Of one visitor's wishes the newest counts: an earlier one that is under way is stopped and its
   * promise rejected with AppError `cancelled`.
   */
  async run(visitor: string, scenario: string, settings: LabSettings): Promise<LabResult> {
    this.#newest.get(visitor)?.stop(new AppError('cancelled', 'a newer setting took over'));
    const job = this.#trainer.start(
      (id) => ({ kind: 'lab', job: id, scenario, settings }),
      (reply) => (reply.kind === 'lab' ? reply.result : null),
    );
    this.#newest.set(visitor, job);
    try {
      return await job.result;
    } finally {
      if (this.#newest.get(visitor) === job) this.#newest.delete(visitor);
    }
  }

  async close(): Promise<void> {
    await this.#trainer.close();
  }
}
