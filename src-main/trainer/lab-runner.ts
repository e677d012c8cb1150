import { setImmediate } from 'node:timers/promises';
import { AppError } from '../contract/error.ts';
import type { LabResult, LabSettings } from '../contract/lab.ts';
import type { Engine } from '../core/engine/engine.ts';
import { findScenario } from '../core/lab/registry.ts';
import { trainScenario } from '../core/lab/run-scenario.ts';
import { Trainer } from '../core/lab/trainer.ts';
import { ExecutableCache } from '../core/train/executable-cache.ts';

/** Every program of every scenario may stay: they are small, and a slider that comes back finds its own. */
const mostPrograms = 96;

/** Trains scenarios of the principles lab; what is compiled for one shape serves whatever numbers are fed. */
export class LabRunner {
  readonly #trainer: Trainer;

  /** @param threads asked before each program is run: threads that it may take */
  constructor(engine: Engine, exactEngine: boolean, threads: () => number) {
    this.#trainer = new Trainer(engine, exactEngine, new ExecutableCache(mostPrograms), threads);
  }

  /** Between the parts of the work the process hears its parent; throws AppError `cancelled` once `isStopped`. */
  async run(name: string, settings: LabSettings, isStopped: () => boolean): Promise<LabResult> {
    const started = performance.now();
    const work = trainScenario(findScenario(name), settings, this.#trainer);
    for (;;) {
      await setImmediate();
      if (isStopped()) throw new AppError('cancelled', `the training of ${name} was stopped`);
      const turn = work.next();
      if (turn.done === true) return { ...turn.value, seconds: (performance.now() - started) / 1000 };
    }
  }
}
