import type { Network, Training } from '../../contract/study.ts';
import type { StageChoice } from '../balance/stage/registry.ts';
import type { SharingChoice } from '../model/create-network.ts';
import type { InputShape } from '../model/encoder/input-shape.ts';

/** A task as the program sees it. */
export interface TaskShape {
  readonly loss: string;
  readonly outputs: number;
}

/** Everything that decides the program of a cohort. Two cohorts with equal shapes run the same executable. */
export interface CohortShape {
  readonly method: string;
  /** The stages around the method that decide the program. */
  readonly stages: StageChoice;
  /** The form and those of its parameters that decide the shape of the network. */
  readonly sharing: SharingChoice;
  readonly tasks: readonly TaskShape[];
  readonly widths: readonly number[];
  readonly activation: Network['activation'];
  readonly dropout: boolean;
  readonly layerNorm: boolean;
  readonly optimizer: Training['optimizer'];
  readonly clip: boolean;
  readonly decay: boolean;
  /** N: rows of the table. One more row of zeros, labelled for no task, is what padding points to. */
  readonly rows: number;
  /** D: width of a row of the table. */
  readonly features: number;
  /** What becomes of a row on its way into the network; null where every feature goes in as it is. */
  readonly input: InputShape | null;
  readonly missing: boolean;
  /** Whether a replica may meet a batch in which no row is labelled for it. */
  readonly gaps: boolean;
  /** Whether each step trains one task alone, which a mask fed beside the batches names. */
  readonly streams: boolean;
  /** R: stacked replicas. */
  readonly replicas: number;
  /** The first of the replicas: those whose task gradients are compared once an epoch. */
  readonly probed: number;
  /** Q: distinct replicates (split, seed) among the replicas; batches and prepared rows are made once for each. */
  readonly replicates: number;
  /** S */
  readonly stepsPerEpoch: number;
  /** B: rows of the widest batch. */
  readonly batchRows: number;
  /** Validation rows go through the network in blocks, which bounds the memory. */
  readonly validationBlocks: number;
  readonly validationRows: number;
  /** C: most epochs of one call. */
  readonly capacity: number;
}

/** Equal for equal programs. */
export function shapeKey(shape: CohortShape): string {
  return JSON.stringify(Object.entries(shape).sort(([one], [other]) => (one < other ? -1 : 1)));
}
