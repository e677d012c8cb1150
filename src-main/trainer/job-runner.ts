import { setImmediate } from 'node:timers/promises';
import { AppError, toErrorRecord } from '../contract/error.ts';
import { trainPlanned } from '../core/alternative/train-planned.ts';
import type { Engine } from '../core/engine/engine.ts';
import { measureImportance } from '../core/importance/measure-importance.ts';
import { Cohort } from '../core/train/cohort.ts';
import { withThreads } from '../core/engine/with-threads.ts';
import { ExecutableCache } from '../core/train/executable-cache.ts';
import { predictRows } from '../core/trained/predict-rows.ts';
import type { TrainingMaterial } from '../core/train/material.ts';

import type { LabRunner } from './lab-runner.ts';
import type { Measurement, TrainerReply, TrainerRequest } from './protocol.ts';

type Job = Extract<TrainerRequest, { kind: 'train' | 'measure' }>;
type LabJob = Extract<TrainerRequest, { kind: 'lab' }>;

/** Works off requests, one job at a time; compiled programs stay for the next study. */
export class JobRunner {
  readonly #engine: Engine;
  readonly #exactEngine: boolean;
  readonly #notice: string | null;
  readonly #reply: (reply: TrainerReply) => Promise<void>;
  readonly #cache = new ExecutableCache();
  readonly #materials = new Map<string, TrainingMaterial>();
  readonly #stops = new Map<number, 'keep' | 'abort'>();
  /** Loaded by the first lab job: a training has no use for its scenarios. */
  #lab: Promise<LabRunner> | null = null;
  #threads = 1;
  #last: Promise<void> = Promise.resolve();

  constructor(
    engine: Engine,
    exactEngine: boolean,
    notice: string | null,
    reply: (reply: TrainerReply) => Promise<void>,
  ) {
    this.#engine = engine;
    this.#exactEngine = exactEngine;
    this.#notice = notice;
    this.#reply = reply;
  }

  receive(request: TrainerRequest): void {
    switch (request.kind) {
      case 'material':
        this.#materials.set(request.id, request.material);
        break;
      case 'forget':
        this.#materials.delete(request.id);
        break;
      case 'threads':
        this.#threads = request.threads;
        break;
      case 'stop':
        this.#stops.set(request.job, request.keep ? 'keep' : 'abort');
        break;
      case 'train':
      case 'measure':
        this.#last = this.#last.then(() => this.#work(request));
        break;
      case 'lab':
        this.#last = this.#last.then(() => this.#workInLab(request));
        break;
      case 'importance': {
        const { job, work } = request;
        this.#last = this.#last.then(() =>
          this.#workInSteps(job, measureImportance(work), (result) => ({ kind: 'importance', job, result })),
        );
        break;
      }
      case 'predict': {
        const { job, work } = request;
        this.#last = this.#last.then(() =>
          this.#workInSteps(job, predictRows(work), (result) => ({ kind: 'predicted', job, result })),
        );
        break;
      }
    }
  }

  async #work(request: Job): Promise<void> {
    const { job } = request;
    try {
      const material = this.#materials.get(request.material);
      if (material === undefined) throw new AppError('trainer', `unknown training material: ${request.material}`);
      if (request.kind === 'train') {
        await this.#train(request, material);
      } else {
        await this.#reply({ kind: 'measured', job, measurement: this.#measure(request, material) });
      }
      await this.#reply({ kind: 'done', job });
    } catch (error) {
      await this.#reply({ kind: 'failed', job, error: toErrorRecord(error) });
    } finally {
      this.#stops.delete(job);
    }
  }

  async #workInLab({ job, scenario, settings }: LabJob): Promise<void> {
    try {
      this.#lab ??= this.#loadLab();
      const lab = await this.#lab;
      const result = await lab.run(scenario, settings, () => this.#stops.has(job));
      await this.#reply({ kind: 'lab', job, result });
      await this.#reply({ kind: 'done', job });
    } catch (error) {
      await this.#reply({ kind: 'failed', job, error: toErrorRecord(error) });
    } finally {
      this.#stops.delete(job);
    }
  }

  async #loadLab(): Promise<LabRunner> {
    const { LabRunner } = await import('./lab-runner.ts');
    return new LabRunner(this.#engine, this.#exactEngine, () => this.#threads);
  }

  /** Works a job off step by step; between the steps the process hears its parent. */
  async #workInSteps<Result>(
    job: number,
    work: Generator<number, Result>,
    toReply: (result: Result) => TrainerReply,
  ): Promise<void> {
    try {
      for (;;) {
        await setImmediate();
        if (this.#stops.has(job)) throw new AppError('cancelled', 'the work was given up');
        const turn = withThreads(this.#threads, () => work.next());
        if (turn.done === true) {
          await this.#reply(toReply(turn.value));
          break;
        }
        await this.#reply({ kind: 'share', job, share: turn.value });
      }
      await this.#reply({ kind: 'done', job });
    } catch (error) {
      // what it holds on the engine is freed
      work.return(undefined as Result);
      await this.#reply({ kind: 'failed', job, error: toErrorRecord(error) });
    } finally {
      this.#stops.delete(job);
    }
  }

  async #train(request: Extract<Job, { kind: 'train' }>, material: TrainingMaterial): Promise<void> {
    await trainPlanned(request.cohort, material, {
      engine: this.#engine,
      exactEngine: this.#exactEngine,
      cache: this.#cache,
      checkpoint: request.checkpoint,
      checkpointMs: request.checkpointMs,
      wish: () => this.#stops.get(request.job) ?? 'go-on',
      threads: () => this.#threads,
      listener: (event) => {
        const told = event.kind === 'compiled' ? { ...event, notice: event.notice ?? this.#notice } : event;
        return this.#reply({ kind: 'event', job: request.job, event: told });
      },
    });
  }

  /** Two epochs, of which the second counts: the first also warms up. */
  #measure(request: Job, material: TrainingMaterial): Measurement {
    const cohort = new Cohort(request.cohort, material, null);
    try {
      const started = performance.now();
      const { executable } = cohort.prepare(this.#engine, this.#cache, this.#exactEngine);
      const compileSeconds = (performance.now() - started) / 1000;
      const first = cohort.train(executable, 1, this.#threads).seconds;
      const second = cohort.isFinished() ? first : cohort.train(executable, 1, this.#threads).seconds;
      const evaluated = cohort.evaluate(false, this.#threads);
      return {
        engine: executable.kind,
        compileSeconds,
        secondsPerEpoch: Math.min(first, second),
        evaluateSeconds: evaluated.seconds,
        measuredSteps: cohort.epoch * request.cohort.shape.stepsPerEpoch,
      };
    } finally {
      cohort.dispose();
    }
  }
}
