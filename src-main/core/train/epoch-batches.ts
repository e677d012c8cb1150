import type { Split } from '../prepare/prepared.ts';
import type { CohortPlan } from './cohort-plan.ts';
import type { TrainingMaterial } from './material.ts';
import { replicateSeed, type Replicate } from './sampler.ts';
import { findSampling } from './sampling/registry.ts';
import type { Sampler } from './sampling/sampling.ts';

/** Rows that stay in memory, 16 MiB of them, for the cohorts that follow. */
const mostRows = 2 ** 22;

/** What was drawn from one material. */
interface Drawn {
  readonly batches: Map<string, EpochBatches>;
  rows: number;
}

const drawnOf = new WeakMap<TrainingMaterial, Drawn>();

/** The batches of one replicate. Arms of a study draw the same, so what one cohort has drawn serves the next. */
export class EpochBatches {
  readonly #sampler: Sampler;
  readonly #batchRows: number;
  readonly #size: number;
  readonly #padding: number;
  readonly #drawn: Drawn;
  readonly #epochs = new Map<number, Int32Array>();

  constructor(sampler: Sampler, { shape }: Pick<CohortPlan, 'shape'>, drawn: Drawn) {
    this.#sampler = sampler;
    this.#batchRows = shape.batchRows;
    this.#size = shape.stepsPerEpoch * shape.batchRows;
    this.#padding = shape.rows;
    this.#drawn = drawn;
  }

  /** Rows [S, B] of an epoch; what a batch lacks is the row after the last. Not to be written to. */
  rowsOf(epoch: number): Int32Array {
    const known = this.#epochs.get(epoch);
    if (known !== undefined) return known;
    const rows = new Int32Array(this.#size).fill(this.#padding);
    this.#sampler.drawEpoch(epoch, (step, position, row) => {
      rows[step * this.#batchRows + position] = row;
    });
    if (this.#drawn.rows + rows.length <= mostRows) {
      this.#drawn.rows += rows.length;
      this.#epochs.set(epoch, rows);
    }
    return rows;
  }

  /** The one task that each step of the epoch trains, or null where every step trains all. */
  tasksOf(epoch: number): Int32Array | null {
    return this.#sampler.tasksOf(epoch);
  }
}

/** Those of each of the plan's replicates. */
export function epochBatches(plan: CohortPlan, material: TrainingMaterial): EpochBatches[] {
  const drawn = drawnOf.get(material) ?? { batches: new Map<string, EpochBatches>(), rows: 0 };
  drawnOf.set(material, drawn);
  const { stepsPerEpoch, batchRows, rows } = plan.shape;
  return plan.replicates.map((replicate) => {
    const key = JSON.stringify([plan.sampling, replicate.split, replicate.seed, stepsPerEpoch, batchRows, rows]);
    const batches = drawn.batches.get(key) ?? new EpochBatches(createSampler(plan, material, replicate), plan, drawn);
    drawn.batches.set(key, batches);
    return batches;
  });
}

function createSampler(
  { shape, sampling }: CohortPlan,
  { spec, splits, encoding }: TrainingMaterial,
  replicate: Replicate,
): Sampler {
  return findSampling(sampling.kind).create(
    {
      train: (splits[replicate.split] as Split).train,
      targets: encoding.targets,
      plan: { stepsPerEpoch: shape.stepsPerEpoch, batchRows: shape.batchRows },
      seed: replicateSeed(spec.baseSeed, 'batches', replicate),
    },
    sampling.parameters,
  );
}
