import type { Tensor } from '@tensorflow/tfjs-core';
import type { Method } from '../../contract/method.ts';
import type { Parameters } from '../../contract/study.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** What a method sees in one step. R replicas, T tasks; no value carries a gradient. */
export interface BalancingInput {
  /** [R, T] mean loss over the labelled rows of the batch. */
  readonly losses: Tensor;
  /** [R, T] mean training loss of the first epoch; ones before it has ended. */
  readonly initialLosses: Tensor;
  /** [R, T] validation loss of each task's twin of the same replicate at its best epoch; absent unless the method reads twins. */
  readonly twinLosses?: Tensor;
  /** [R, T] 1 where the task has a labelled row in the batch. */
  readonly active: Tensor;
  /** [R, T, T] inner products of task gradients, over the parameters that `gramian` names; null when it is `none`. */
  readonly gramian: Tensor | null;
  /** [R, T, P] the task gradients themselves over the P shared coordinates; null unless the method asks for them. */
  readonly jacobian: Tensor | null;
  /**
   * [R, T, T] inner products of the task gradients of the batch's first half (rows) with those of its second (columns), which
   * are independent given the network; null unless the method asks for halves.
   */
  readonly crossGramian: Tensor | null;
  /** int32 scalars, from 0. */
  readonly epoch: Tensor;
  readonly step: Tensor;
  /** Uniform [0, 1) numbers [R, ...shape] from the replica's own stream; each call gives new ones. */
  readonly uniform: (shape: readonly number[]) => Tensor;
  /**
   * Repeats `state = body(i, state)` for i = 0 .. count - 1, compiled as one loop; shapes stay as they are. It ends earlier
   * where the entry `until` of the state, a bool scalar, is true.
   */
  readonly loop: (
    count: number,
    state: TensorMap,
    body: (index: Tensor, state: TensorMap) => TensorMap,
    until?: string,
  ) => TensorMap;
}

export interface BalancingOutput {
  /**
   * [R, T] as applied: loss weights, or weights of the task gradients of the shared parameters. Where the method gives a
   * direction they say what each task has in it: g_t . d_t / |g_t|^2, d_t being the task's part of the direction.
   */
  readonly taskWeights: Tensor;
  /** [R, T] as the paper defines them, before the scale of this program; the applied ones when left out. */
  readonly nativeWeights?: Tensor;
  /** [R, P] the direction of the shared coordinates, in place of J' w. */
  readonly direction?: Tensor;
  /** [R, P] the direction before the scale of this program; the applied one when left out. */
  readonly nativeDirection?: Tensor;
  /** [R, 1] what its solver left undone in this step, as `description.residual` says; 0 where it is solved. */
  readonly residual?: Tensor;
  readonly state: TensorMap;
}

/** What a method sees once the network has moved: the losses [R, T] of the same batch, with the same dropout, before and after. */
export interface AfterStepInput {
  readonly before: Tensor;
  readonly after: Tensor;
  /** [R, T] 1 where the task had a labelled row in the batch. */
  readonly active: Tensor;
}

/** A balancing method: a pure function on tensors with a leading replica axis. */
export interface BalancingMethod {
  readonly description: Method;
  readonly gramian: 'none' | 'last-shared-layer' | 'shared';
  /** Whether it reads the task gradients themselves, beside their Gramian; `gramian` is then `shared`. */
  readonly jacobian?: boolean;
  /** Whether it compares the two halves of a batch; `gramian` is then `shared`. */
  readonly halves?: boolean;
  /** Whether its formula takes the values of losses, so that they must be positive. */
  readonly readsLosses?: boolean;
  /** Whether with these parameters its answer means nothing unless the losses are given; by default it may count them as equal. */
  needsLosses?(parameters: Parameters): boolean;
  /** Whether it reads the losses of the single-task twins, which must then be trained before. */
  readonly readsTwins?: boolean;
  /** Whether it mixes task gradients coordinate by coordinate: no weights of whole gradients exist. */
  readonly coordinateWise?: boolean;
  /** Whether its state holds task gradients of earlier batches, which must then mean the same coordinates at every step. */
  readonly remembersGradients?: boolean;
  /** Whether each head gets the plain gradient of its own loss, or that times the task's weight; by level where left out. */
  readonly heads?: 'own' | 'weighted';
  /** Whether its task gradients are those of the last shared activation [R, T, B H] instead of the shared parameters. */
  readonly onRepresentation?: boolean;
  /** Iterations of its solver in every step, each of a dozen small operations: cheap where they are compiled into one program. */
  readonly iterations?: number;
  /** Fresh state, every tensor with leading R. coordinates: P, the length of a task gradient. */
  createState(replicas: number, tasks: number, coordinates: number): TensorMap;
  /** parameters: each [R] or, if per task, [R, T]. */
  balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput;
  /** The state after the update, for methods that look at what it did to the losses: one more forward pass. */
  afterStep?(input: AfterStepInput, state: TensorMap, parameters: TensorMap): TensorMap;
}
