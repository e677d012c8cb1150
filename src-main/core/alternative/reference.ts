import type { TaskType } from '../../contract/study.ts';
import type { Parameters } from '../../contract/study.ts';
import type { DesignMatrix } from './design-matrix.ts';
import type { LinearModel } from './linear/linear-model.ts';

/** Labelled rows of one part of a split. */
export interface LabelledPart {
  readonly x: DesignMatrix;
  /** [rows] numbers in original units, or class indices. */
  readonly y: Float64Array;
}

/** One task of one split, as a model that is not a network sees it. */
export interface ReferenceTask {
  readonly type: TaskType;
  /** Classes of a multiclass task; 1 output for the others. */
  readonly outputs: number;
  readonly train: LabelledPart;
  readonly validation: LabelledPart;
  /** Every test row. */
  readonly test: DesignMatrix;
  readonly parameters: Parameters;
}

export interface ReferenceFit {
  /** On validation rows, of what was chosen; not finite where nothing could be fitted. */
  readonly loss: number;
  /** On test rows: numbers in original units [n], P(positive) [n], or class probabilities [n, K]. */
  readonly predictions: Float32Array;
  /** What made them. */
  readonly model: LinearModel;
  /** What was chosen on the validation rows, by the name of the choice. */
  readonly choices: Readonly<Record<string, string>>;
}

/** A model without a network: fitted task by task on the host, the same for every seed of a split. */
export interface HostReference {
  readonly kind: 'reference';
  fit(task: ReferenceTask): ReferenceFit;
}
