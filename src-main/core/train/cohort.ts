import { dispose, scalar, tensor } from '@tensorflow/tfjs-core';
import type { StoredArray, TrainingEvent } from '../../contract/training.ts';
import { compileSuited, type EngineWish } from '../engine/compile-suited.ts';
import type { Engine, EngineNotice, Executable, Program, TensorMap } from '../engine/engine.ts';
import { withThreads } from '../engine/with-threads.ts';
import { cohortMethod } from './cohort-method.ts';
import { createCohortInputs } from './cohort-inputs.ts';
import { createCohortState, restoreCohortState, storeCohortState } from './cohort-state.ts';
import { epochBatches, type EpochBatches } from './epoch-batches.ts';
import { readEpochs } from './epoch-event.ts';
import { evaluateCohort } from './evaluate.ts';
import type { ExecutableCache } from './executable-cache.ts';
import type { TrainingMaterial } from './material.ts';
import type { CohortPlan } from './cohort-plan.ts';
import { createTrainingProgram } from './program.ts';

export interface Checkpoint {
  /** Epochs done. */
  readonly epoch: number;
  readonly state: Readonly<Record<string, StoredArray>>;
}

/** What of the state a program beside the training reads. */
const observable = ['parameters', 'firstMoment', 'secondMoment', 'updates'];

/** What selection on validation rows has kept. */
export interface Selection {
  readonly parameters: Float32Array;
  /** Mean validation loss of the tasks that the replica trains. */
  readonly loss: Float32Array;
  /** -1 before there is one. */
  readonly bestEpoch: Float32Array;
  readonly epochsTrained: Float32Array;
  readonly failed: Float32Array;
}

/** A cohort in training: its tensors, and how far it is. Freed by `dispose`. */
export class Cohort {
  readonly plan: CohortPlan;
  readonly #material: TrainingMaterial;
  readonly #inputs: TensorMap;
  readonly #batches: Int32Array;
  /** [steps, Q, T] 1 where the step trains the task; empty where every step trains all. */
  readonly #streams: Float32Array;
  readonly #draws: readonly EpochBatches[];
  #state: TensorMap;
  #epoch: number;

  constructor(plan: CohortPlan, material: TrainingMaterial, checkpoint: Checkpoint | null) {
    this.plan = plan;
    this.#material = material;
    this.#inputs = createCohortInputs(plan, material);
    this.#state =
      checkpoint === null ? createCohortState(plan, material) : restoreCohortState(plan, material, checkpoint.state);
    this.#epoch = checkpoint === null ? 0 : checkpoint.epoch;
    const { capacity, stepsPerEpoch, replicates, batchRows, rows, streams, tasks } = plan.shape;
    this.#draws = epochBatches(plan, material);
    this.#streams = new Float32Array(streams ? capacity * stepsPerEpoch * replicates * tasks.length : 0);
    this.#batches = new Int32Array(capacity * stepsPerEpoch * replicates * batchRows).fill(rows);
  }

  /** Epochs done. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether all epochs are done or no replica trains any more. */
  isFinished(): boolean {
    if (this.#epoch >= this.#material.spec.training.epochs) return true;
    const active = this.#state['active']?.dataSync() as Float32Array;
    return active.every((value) => value === 0);
  }

  /**
   * Makes the program ready, or finds it in the cache. An engine for the program is chosen by the plan, or is `engine` itself
   * when `exact`.
   */
  prepare(
    engine: Engine,
    cache: ExecutableCache,
    exact: boolean,
  ): { executable: Executable; notices: readonly EngineNotice[] } {
    const program = createTrainingProgram(this.plan.shape, cohortMethod(this.plan.shape));
    return cache.obtain(`${engine.kind}/${program.name}`, () => {
      // tracing runs epoch 0 on what it is given
      const inputs = this.#feed(0);
      try {
        return compileSuited(this.#wish(engine, exact), program, this.#state, inputs.all);
      } finally {
        inputs.dispose();
      }
    });
  }

  /** Trains up to `count` epochs in one call, at most the program's capacity, and tells what happened in them. */
  train(executable: Executable, count: number, threads = 1): Extract<TrainingEvent, { kind: 'epochs' }> {
    const started = performance.now();
    const left = this.#material.spec.training.epochs - this.#epoch;
    const epochs = Math.min(count, left, this.plan.shape.capacity);
    const fromEpoch = this.#epoch;
    this.#fillBatches(epochs);
    const inputs = this.#feed(fromEpoch);
    let next: TensorMap;
    try {
      next = executable.run(this.#state, inputs.all, fromEpoch, epochs, { threads });
    } finally {
      inputs.dispose();
    }
    dispose(this.#state);
    this.#state = next;
    this.#epoch = fromEpoch + epochs;
    const tasks = this.#material.spec.tasks.map((task) => task.column);
    const event = readEpochs(this.plan, tasks, next, { fromEpoch, count: epochs, seconds: 0 });
    return { ...event, seconds: (performance.now() - started) / 1000 };
  }

  /** Runs a program on what the training holds, and gives its state at the end on the host. Nothing of the training changes. */
  observe(
    { program, start, count }: { readonly program: Program; readonly start: () => TensorMap; readonly count: number },
    {
      engine,
      exactEngine,
      cache,
      threads,
    }: { engine: Engine; exactEngine?: boolean; cache: ExecutableCache; threads?: () => number },
  ): Record<string, Float32Array> {
    const feed = this.#feed(this.#epoch);
    const held = Object.entries(this.#state).filter(([name]) => observable.includes(name));
    const inputs = { ...feed.all, ...Object.fromEntries(held) };
    const state = start();
    try {
      const { executable } = cache.obtain(`${engine.kind}/${program.name}`, () =>
        compileSuited(this.#wish(engine, exactEngine !== false), program, state, inputs),
      );
      const end = executable.run(state, inputs, 0, count, { threads: threads?.() ?? 1 });
      const read = Object.entries(end).map(([name, value]) => [name, Float32Array.from(value.dataSync())] as const);
      dispose(end);
      return Object.fromEntries(read);
    } finally {
      feed.dispose();
      dispose(state);
    }
  }

  /** Everything that decides the rest of the training. */
  checkpoint(): Checkpoint {
    return { epoch: this.#epoch, state: storeCohortState(this.#state) };
  }

  /** Predictions of the best parameters on the test rows, and their metrics. */
  evaluate(stopped: boolean, threads = 1): Extract<TrainingEvent, { kind: 'evaluated' }> {
    const started = performance.now();
    const runs = withThreads(threads, () =>
      evaluateCohort(this.plan, this.#material, this.#inputs, this.#state, stopped),
    );
    return { kind: 'evaluated', cohort: this.plan.id, seconds: (performance.now() - started) / 1000, runs };
  }

  /** The best parameters so far, replica after replica [R, P], and what is known of them [R] each. */
  selection(): Selection {
    const read = (name: string): Float32Array => Float32Array.from(this.#state[name]?.dataSync() ?? []);
    return {
      parameters: read('best'),
      loss: read('bestLoss'),
      bestEpoch: read('bestEpoch'),
      epochsTrained: read('epochsTrained'),
      failed: read('failed'),
    };
  }

  dispose(): void {
    dispose(this.#inputs);
    dispose(this.#state);
  }

  #wish(engine: Engine, exact: boolean): EngineWish {
    return { engine, exact, worthCompiling: this.plan.worthCompiling };
  }

  #feed(firstEpoch: number): { all: TensorMap; dispose: () => void } {
    const { capacity, stepsPerEpoch, replicates, batchRows } = this.plan.shape;
    const tasks = this.plan.shape.tasks.length;
    const chunk = {
      batches: tensor(this.#batches, [capacity * stepsPerEpoch, replicates, batchRows], 'int32'),
      ...(this.plan.shape.streams
        ? { streams: tensor(this.#streams, [capacity * stepsPerEpoch, replicates, tasks]) }
        : {}),
      firstEpoch: scalar(firstEpoch, 'int32'),
    };
    return { all: { ...this.#inputs, ...chunk }, dispose: () => dispose(chunk) };
  }

  #fillBatches(epochs: number): void {
    const { stepsPerEpoch, replicates, batchRows, rows, tasks, streams } = this.plan.shape;
    const count = tasks.length;
    this.#batches.fill(rows, epochs * stepsPerEpoch * replicates * batchRows);
    this.#streams.fill(0);
    for (let index = 0; index < epochs; index += 1) {
      this.#draws.forEach((draw, replicate) => {
        const place = (step: number): number => (index * stepsPerEpoch + step) * replicates + replicate;
        const drawn = draw.rowsOf(this.#epoch + index);
        for (let step = 0; step < stepsPerEpoch; step += 1) {
          this.#batches.set(drawn.subarray(step * batchRows, (step + 1) * batchRows), place(step) * batchRows);
        }
        if (!streams) return;
        draw.tasksOf(this.#epoch + index)?.forEach((task, step) => {
          this.#streams[place(step) * count + task] = 1;
        });
      });
    }
  }
}
