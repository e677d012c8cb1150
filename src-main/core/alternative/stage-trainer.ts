import { setImmediate } from 'node:timers/promises';
import { dispose, tensor2d } from '@tensorflow/tfjs-core';
import type { StoredArray, TrainingEvent } from '../../contract/training.ts';
import { parametersFor } from '../balance/parameters.ts';
import { staticWeights } from '../balance/static.ts';
import { withThreads } from '../engine/with-threads.ts';
import { hardSharing } from '../model/create-network.ts';
import type { Preparation, Split } from '../prepare/prepared.ts';
import { ChunkSize } from '../train/chunk-size.ts';
import { createCohortInputs } from '../train/cohort-inputs.ts';
import { Cohort } from '../train/cohort.ts';
import { divergence, neverMeasured, predictTask } from '../train/evaluate.ts';
import type { TrainingMaterial } from '../train/material.ts';
import type { CohortPlan, PlannedReplica } from '../train/cohort-plan.ts';
import { planStage } from '../train/plan.ts';
import { predictOutputs } from '../train/predict.ts';
import { trainedNetwork } from '../train/trained-network.ts';
import { layoutOf } from '../train/program.ts';
import type { CohortOptions } from '../train/train-cohort.ts';
import { tellRuns } from './stage-event.ts';
import { readProgress, storeProgress, type Observed, type StageProgress, type StoredStage } from './stage-progress.ts';
import type { Candidate, Stage, Trained } from './stage.ts';

/** Thrown when a training is told to stop before it has anything to evaluate. */
export class StoppedEarly extends Error {}

/**
 * Trains stages one after another, tells of them as of one cohort, and keeps checkpoints: a training that goes on from one
 * skips the stages that are done and gives the same numbers.
 */
export class StageTrainer {
  readonly #plan: CohortPlan;
  readonly #material: TrainingMaterial;
  readonly #options: CohortOptions;
  readonly #progress: StageProgress;
  #next = 0;
  #compileSeconds = 0;
  #lastCheckpoint = performance.now();
  #wasStopped = false;

  constructor(plan: CohortPlan, material: TrainingMaterial, options: CohortOptions) {
    this.#plan = plan;
    this.#material = material;
    this.#options = options;
    this.#progress = readProgress(options.checkpoint);
  }

  /** Whether the last stage was ended before its time. */
  get wasStopped(): boolean {
    return this.#wasStopped;
  }

  /** Trains a stage, or takes its result from the checkpoint. Told to stop, only the last stage gives what it has. */
  async train(stage: Stage, isLast: boolean): Promise<Trained[]> {
    const position = this.#next;
    this.#next += 1;
    const done = this.#progress.done[position] ?? (await this.#work(stage, position, isLast));
    this.#progress.done[position] = done;
    const tasks = this.#material.spec.tasks.length;
    const size = done.parameters.length / Math.max(1, stage.candidates.length);
    const { shape } = this.#derive(stage).plan;
    const parametersOf = (index: number): Float32Array => done.parameters.slice(index * size, (index + 1) * size);
    return stage.candidates.map((candidate, index) => ({
      ...candidate,
      parameters: parametersOf(index),
      model: trainedNetwork(shape, candidate.tasks, parametersOf(index)),
      loss: done.loss[index] as number,
      validationLoss: done.validationLoss.slice(index * tasks, (index + 1) * tasks),
      epochsTrained: done.epochsTrained[index] as number,
      observed: partOf(done.observed, index, stage.candidates.length),
      failure: done.failed[index] === 1 ? divergence : (done.bestEpoch[index] as number) < 0 ? neverMeasured : null,
    }));
  }

  /** Predictions of each candidate for each of its tasks on the rows of one part; others are empty. */
  predict(
    stage: Omit<Stage, 'candidates' | 'epochs'>,
    candidates: readonly (Candidate & { readonly parameters: Float32Array })[],
    part: 'validation' | 'test',
  ): Float32Array[][] {
    if (candidates.length === 0) return [];
    const { plan, material } = this.#derive({ ...stage, epochs: 1, candidates });
    const inputs = createCohortInputs(plan, material);
    const layout = layoutOf(plan.shape);
    const stacked = new Float32Array(candidates.length * layout.size);
    candidates.forEach(({ parameters }, index) => stacked.set(parameters, index * layout.size));
    const parameters = tensor2d(stacked, [candidates.length, layout.size]);
    try {
      const rows = plan.replicates.map(({ split }) => (material.splits[split] as Split)[part]);
      const threads = this.#options.threads?.() ?? 1;
      const outputs = withThreads(threads, () => predictOutputs(plan, inputs, parameters, rows));
      return candidates.map((candidate, index) =>
        material.encoding.targets.map((target, task) =>
          candidate.tasks.includes(task)
            ? predictTask(
                target,
                task,
                layout,
                outputs[index] as Float32Array,
                material.preparations[candidate.split] as Preparation,
              )
            : new Float32Array(),
        ),
      );
    } finally {
      dispose(inputs);
      parameters.dispose();
    }
  }

  async #work(stage: Stage, position: number, isLast: boolean): Promise<StoredStage> {
    const { plan, material } = this.#derive(stage);
    const current = this.#progress.current?.position === position ? this.#progress.current : null;
    const cohort = new Cohort(plan, material, current);
    const tasks = material.spec.tasks.length;
    const observation = stage.observe?.(plan.shape) ?? null;
    let observed = current?.observed ?? {};
    const validationLoss =
      current?.validationLoss ?? new Float32Array(stage.candidates.length * tasks).fill(Number.NaN);
    try {
      const executable = await this.#compile(cohort);
      const size = new ChunkSize();
      while (!cohort.isFinished()) {
        // lets messages in, a wish to stop among them
        await setImmediate();
        const wish = this.#options.wish?.() ?? 'go-on';
        if (wish === 'abort' || (wish === 'keep' && (!isLast || cohort.epoch === 0))) throw new StoppedEarly();
        if (wish === 'keep') {
          this.#wasStopped = true;
          break;
        }
        const count = observation === null ? (this.#options.epochsPerCall ?? size.next) : 1;
        const event = cohort.train(executable, count, this.#options.threads?.());
        size.record(event.count, event.seconds);
        keepBest(validationLoss, event, cohort.selection().bestEpoch, tasks);
        await this.#options.listener(tellRuns(event, stage.candidates, this.#plan, this.#progress.epochsBefore));
        if (observation !== null) observed = addUp(observed, cohort.observe(observation, this.#options));
        await this.#keep(cohort, position, validationLoss, observed);
      }
      this.#progress.epochsBefore += cohort.epoch;
      this.#progress.current = null;
      return { ...cohort.selection(), validationLoss, observed };
    } finally {
      cohort.dispose();
    }
  }

  async #compile(cohort: Cohort): Promise<Parameters<Cohort['train']>[0]> {
    const { engine, cache, exactEngine, listener } = this.#options;
    const started = performance.now();
    const { executable, notices } = cohort.prepare(engine, cache, exactEngine ?? true);
    this.#compileSeconds += (performance.now() - started) / 1000;
    await listener({
      kind: 'compiled',
      cohort: this.#plan.id,
      engine: executable.kind,
      seconds: this.#compileSeconds,
      nodeCount: executable.nodeCount,
      notice: notices.length === 0 ? null : notices.map(({ reason, remedy }) => `${reason} ${remedy}`).join(' '),
    });
    return executable;
  }

  async #keep(cohort: Cohort, position: number, validationLoss: Float32Array, observed: Observed): Promise<void> {
    const pause = this.#options.checkpointMs === undefined ? 1000 : this.#options.checkpointMs;
    if (pause === null || performance.now() - this.#lastCheckpoint < pause) return;
    const { epoch, state } = cohort.checkpoint();
    this.#progress.current = { position, epoch, state, validationLoss, observed };
    const stored: Record<string, StoredArray> = storeProgress(this.#progress);
    await this.#options.listener({
      kind: 'checkpoint',
      cohort: this.#plan.id,
      epoch: this.#progress.epochsBefore + epoch,
      state: stored,
    });
    this.#lastCheckpoint = performance.now();
  }

  /** The stage as a study of its own. */
  #derive(stage: Stage): { plan: CohortPlan; material: TrainingMaterial } {
    const { spec, encoding, splits } = this.#material;
    const widths = stage.widths ?? spec.network.widths;
    const derived = {
      ...spec,
      network: { ...spec.network, widths: [...widths] },
      training: { ...spec.training, epochs: stage.epochs },
    };
    const replicas = stage.candidates.map(({ owner, split, seed, tasks, weights, rate }): PlannedReplica => ({
      arm: owner.arm,
      split,
      seed,
      task: null,
      tasks,
      parameters: parametersFor(
        staticWeights,
        weights === undefined ? {} : { weights: [...weights] },
        spec.tasks.length,
      ),
      settings: {},
      filler: false,
      ...(rate === undefined ? {} : { rate }),
    }));
    const sharing = stage.isFrozen === true ? { form: 'frozen', parameters: { depth: widths.length } } : hardSharing;
    const plan = planStage(derived, encoding, splits, { id: this.#plan.id, sharing, replicas });
    const initial = stackInitial(stage.candidates);
    return {
      plan: initial === null ? plan : { ...plan, initial },
      material: { ...this.#material, spec: derived },
    };
  }
}

function addUp(before: Observed, more: Observed): Observed {
  const sum = (name: string, values: Float32Array): Float32Array =>
    values.map((value, cell) => value + (before[name]?.[cell] ?? 0));
  return Object.fromEntries(Object.entries(more).map(([name, values]) => [name, sum(name, values)]));
}

function partOf(observed: Observed, index: number, count: number): Observed {
  return Object.fromEntries(
    Object.entries(observed).map(([name, values]) => {
      const size = values.length / count;
      return [name, values.slice(index * size, (index + 1) * size)];
    }),
  );
}

/** All of them or none. */
function stackInitial(candidates: readonly Candidate[]): Float32Array | null {
  const given = candidates.flatMap(({ initial }) => (initial === undefined ? [] : [initial]));
  const size = given[0]?.length;
  if (size === undefined) return null;
  if (given.length !== candidates.length)
    throw new Error('a stage begins from given parameters for all candidates or none');
  const stacked = new Float32Array(given.length * size);
  given.forEach((parameters, index) => stacked.set(parameters, index * size));
  return stacked;
}

/** Notes the validation losses [R, T] of replicas whose best epoch lies in the chunk. */
function keepBest(
  validationLoss: Float32Array,
  event: Extract<TrainingEvent, { kind: 'epochs' }>,
  bestEpoch: Float32Array,
  tasks: number,
): void {
  bestEpoch.forEach((best, replica) => {
    const index = best - event.fromEpoch;
    if (index < 0 || index >= event.count) return;
    const at = (index * bestEpoch.length + replica) * tasks;
    validationLoss.set(event.validationLoss.subarray(at, at + tasks), replica * tasks);
  });
}
