/** The table as a network sees it, before anything is fitted. N rows, D features, T tasks. */
export interface Encoding {
  readonly rowCount: number;
  readonly features: readonly Feature[];
  /** [N, D], row-major; 0 where missing. */
  readonly inputs: Float32Array;
  /** [N, D] 1 where present, or null when nothing is missing. */
  readonly present: Uint8Array | null;
  readonly targets: readonly Target[];
  /** What was grouped, left out or read as missing on the way, each to be shown once. */
  readonly notes?: readonly EncodingNote[];
}

export interface EncodingNote {
  readonly code: 'labels-grouped' | 'text-left-out' | 'beyond-float32';
  readonly column: string;
  readonly message: string;
}

export interface Feature {
  readonly name: string;
  readonly column: string;
  /** Standardized numbers, or an indicator (one-hot part, boolean, missing flag) that is left as it is. */
  readonly kind: 'number' | 'indicator';
  /** Taken from every value before it becomes a float32; 0 where absent. Standardizing takes it out of the result. */
  readonly offset?: number;
}

export interface Target {
  readonly task: string;
  readonly type: 'regression' | 'binary' | 'multiclass';
  readonly classCount: number;
  /** [N]: the number, or the class index; 0 where unlabelled. */
  readonly values: Float32Array;
  /** [N]: 1 where labelled. */
  readonly labelled: Uint8Array;
}

/** Row indices of one split, ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * What is fitted on the training rows of one split and applied inside the program:
 * x' = ((present ? x : fill) - mean) * inverseScale; y' = (y - targetMean) * inverseTargetScale for regression.
 */
export interface Preparation {
  /** [D] each. */
  readonly fill: Float32Array;
  readonly mean: Float32Array;
  readonly inverseScale: Float32Array;
  /** [T] each; 0 and 1 for classification. */
  readonly targetMean: Float32Array;
  readonly targetScale: Float32Array;
}
