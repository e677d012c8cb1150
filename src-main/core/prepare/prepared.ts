/** The table as a network sees it, before anything is fitted. N rows, D features, T tasks. */
export interface Encoding {
  readonly rowCount: number;
  /** Those that the network takes as they are come first, the others follow in the order of `groups`. */
  readonly features: readonly Feature[];
  /** [N, D], row-major; 0 where missing. */
  readonly inputs: Float32Array;
  /** [N, D] 1 where present, or null when nothing is missing. */
  readonly present: Uint8Array | null;
  readonly targets: readonly Target[];
  /** Ranges of features that become something else on the way into the network; none where absent. */
  readonly groups?: readonly FeatureGroup[];
  /** What was grouped, left out or read as missing on the way, each to be shown once. */
  readonly notes?: readonly EncodingNote[];
}

export interface EncodingNote {
  readonly code: 'labels-grouped' | 'text-cut' | 'beyond-float32';
  readonly column: string;
  readonly message: string;
}

export interface Feature {
  readonly name: string;
  readonly column: string;
  /** A number that is standardized, an indicator (boolean, missing flag, sine) that is left as it is, a code, a count, a number that is left as it is, or a pixel. */
  readonly kind: 'number' | 'indicator' | 'code' | 'count' | 'direct' | 'pixel';
  /** Taken from every value before it becomes a float32; 0 where absent. Standardizing takes it out of the result. */
  readonly offset?: number;
}

/**
 * One column's features `first` to `first + width - 1`. Codes are places in the preparation's `lookup`, from `firstCode` on:
 * the first of a group's `codes` stands for missing, one for each label follows. Which of `slots` a code has is fitted on
 * the training rows; labels that are rare or absent there share one.
 */
export type FeatureGroup = OneHotGroup | EmbeddingGroup | WordGroup | UnitGroup | ImageGroup;

/** The groups that hold codes. */
export type CodedGroup = Extract<FeatureGroup, { readonly codes: number }>;

interface Group {
  readonly column: string;
  readonly first: number;
  readonly width: number;
}

interface CodeGroup extends Group {
  readonly firstCode: number;
  readonly codes: number;
  readonly slots: number;
}

/** Slot 0 is the shared one. */
interface LabelGroup extends CodeGroup {
  /** Whether missing has a slot of its own, the last one. */
  readonly missing: boolean;
}

export interface OneHotGroup extends LabelGroup {
  readonly kind: 'one-hot';
}

export interface EmbeddingGroup extends LabelGroup {
  readonly kind: 'embedding';
  readonly dimension: number;
}

/** Words of a text in a row. Code and slot 0 is no word; code 1, a word that is rare in the whole table, has the shared slot 1. */
export interface WordGroup extends CodeGroup {
  readonly kind: 'words';
  readonly dimension: number;
}

/** Numbers that are brought to unit length, row by row; counts are weighted by their inverse document frequency before. */
export interface UnitGroup extends Group {
  readonly kind: 'unit';
  readonly weighted: boolean;
}

/** Pixels of a picture, 0 to 1, row by row, channels last; standardized by the mean and spread of each channel. */
export interface ImageGroup extends Group {
  readonly kind: 'image';
  readonly height: number;
  readonly pixelWidth: number;
  readonly channels: number;
  /** Convolutions of each layer. */
  readonly filters: readonly number[];
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
  /** The slot of every code of every group. */
  readonly lookup: Int32Array;
  /** [T] each; 0 and 1 for classification. */
  readonly targetMean: Float32Array;
  readonly targetScale: Float32Array;
}
