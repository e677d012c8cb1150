import type { ElementOp } from './element-op.ts';
import type { Dimension } from './dimension.ts';
import type { Storage, View } from './view.ts';

/** A step of a plan before elementwise steps are put together. Each writes the whole of its storage, or adds a piece to it. */
export type PlanNode = ElementNode | ProductNode | ReduceNode | GatherNode | SegmentSumNode | CopyNode | LoopNode;

/** `output[i] = op(inputs[0][i], ...)`: all inputs walk as many elements as the output has. */
export interface ElementNode {
  readonly kind: 'element';
  readonly op: ElementOp;
  readonly inputs: readonly View[];
  readonly output: Storage;
}

/** Products of matrices [m, k] and [k, n], one for every step of `batch`. */
export interface ProductNode {
  readonly kind: 'product';
  /** The factors, and what finishes the product where something does. */
  readonly inputs: readonly [View, View] | readonly [View, View, View];
  readonly output: Storage;
  /** Elements of the output before the first matrix; none where it is left out. */
  readonly offset?: number;
  /** Walks of the first and the second input over the batch, outermost first, and of matrices in the output. */
  readonly batch: readonly { readonly size: number; readonly strides: readonly [number, number, number] }[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly rowStrides: readonly [number, number];
  readonly transposed: readonly [boolean, boolean];
  readonly finish?: ProductFinish;
}

/** What is done to the elements of a product at last: relu of their sum with a third input, or relu's gradient at it. */
export interface ProductFinish {
  readonly kind: 'biasedRelu' | 'reluGradient';
  /** Walk of the third input over the rows of a matrix; its columns lie one after another. */
  readonly rowStride: number;
  /** And over each level of the batch. */
  readonly strides: readonly number[];
}

export type Reduction = 'sum' | 'maximum' | 'minimum' | 'product' | 'sumInteger' | 'maximumInteger' | 'minimumInteger';

export interface ReduceNode {
  readonly kind: 'reduce';
  readonly reduction: Reduction;
  readonly inputs: readonly [View];
  readonly output: Storage;
  readonly kept: readonly Dimension[];
  readonly reduced: readonly Dimension[];
}

/** Rows of `inputs[0]` [outer, rows, inner] at `inputs[1]`, which lies one after another: output [outer, indices, inner]. */
export interface GatherNode {
  readonly kind: 'gather';
  readonly inputs: readonly [View, View];
  readonly output: Storage;
  readonly outer: number;
  readonly outerStride: number;
  readonly rows: number;
  readonly rowStride: number;
  readonly inner: number;
  readonly indices: number;
}

/** Rows of `inputs[0]` [indices, inner] added up under `inputs[1]`: output [rows, inner]. */
export interface SegmentSumNode {
  readonly kind: 'segment-sum';
  readonly inputs: readonly [View, View];
  readonly output: Storage;
  readonly rows: number;
  readonly inner: number;
  readonly indices: number;
}

/** Writes `inputs[0]` into the output along `into`, from `offset` on. */
export interface CopyNode {
  readonly kind: 'copy';
  readonly inputs: readonly [View];
  readonly output: Storage;
  readonly into: readonly Dimension[];
  readonly offset: number;
}

/**
 * `for (index = from; index < limit && !until; index += 1) body`; the carried storages start as `initial`, and each takes its
 * `result` after every turn.
 */
export interface LoopNode {
  readonly kind: 'loop';
  readonly inputs: readonly View[];
  readonly from: View;
  readonly limit: View;
  /** A bool that is looked at before every turn. */
  readonly until?: View;
  readonly index: Storage;
  readonly carried: readonly CarriedState[];
  readonly body: readonly PlanNode[];
}

export interface CarriedState {
  readonly storage: Storage;
  readonly initial: View;
  readonly result: View;
}
