import type { Network, Training } from '../../contract/study.ts';

/** A task as the program sees it. */
export interface TaskShape {
  readonly loss: string;
  readonly outputs: number;
}

/** Everything that decides the program of a cohort. Two cohorts with equal shapes run the same executable. */
export interface CohortShape {
  readonly method: string;
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
  /** D */
  readonly features: number;
  readonly missing: boolean;
  /** Whether a replica may meet a batch in which no row is labelled for it. */
  readonly gaps: boolean;
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
  return JSON.stringify(shape, Object.keys(shape).concat('loss', 'outputs').sort());
}
