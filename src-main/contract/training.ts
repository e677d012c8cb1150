import type { MetricValue } from './run.ts';
import type { TrainedModel } from './trained-model.ts';

/** The messages between service and trainer carry typed arrays, so they are TypeScript types, checked by shape on arrival. */
export interface ReplicaKey {
  readonly arm: string;
  readonly split: number;
  readonly seed: number;
}

export interface StoredArray {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What happened to one run; arrays are in the order of `replicas` and `tasks`. */
export interface EvaluatedRun extends ReplicaKey {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly failure: { readonly message: string; readonly remedy: string } | null;
  readonly bestEpoch: number | null;
  readonly epochsTrained: number;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, MetricValue>>>>;
  /** What was chosen on the validation rows, by the name of the choice. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Per task of the run: predictions on the test rows in original units, [nTest] or class probabilities [nTest, K]. */
  readonly predictions: Readonly<Record<string, Float32Array>>;
  /** What made the predictions; none where the run has failed. */
  readonly models: readonly TrainedModel[];
}

/** A cohort: runs whose programs have the same shape, trained in lockstep by one trainer. */
export type TrainingEvent =
  | {
      readonly kind: 'compiled';
      readonly cohort: string;
      readonly engine: 'xla' | 'direct' | 'graph' | 'eager' | 'wasm';
      readonly seconds: number;
      readonly nodeCount: number;
      readonly notice: string | null;
    }
  | {
      readonly kind: 'epochs';
      readonly cohort: string;
      readonly replicas: readonly ReplicaKey[];
      readonly tasks: readonly string[];
      readonly fromEpoch: number;
      readonly count: number;
      readonly stepsPerEpoch: number;
      readonly seconds: number;
      /** [count, R, T]; NaN where a replica does not train the task or has stopped. */
      readonly trainLoss: Float32Array;
      readonly validationLoss: Float32Array;
      /** [count, R, T] as applied, mean over the epoch's steps. */
      readonly taskWeights: Float32Array;
      /** [count, R, T, T] cosines of task gradients of the shared parameters; NaN where not defined. */
      readonly cosines: Float32Array;
      /**
       * [count, R, T] share of the steps looked at, all of them or the last one of the epoch, in which the gradient of a task with
       * labels vanishes; NaN where none was looked at.
       */
      readonly zeroGradients: Float32Array;
      /** [count, R] what the method's solver left undone, mean over the epoch's steps; NaN where it has none. */
      readonly residual: Float32Array;
      /** [count, R] 1 while the replica trains. */
      readonly active: Uint8Array;
    }
  | {
      readonly kind: 'checkpoint';
      readonly cohort: string;
      readonly epoch: number;
      readonly state: Readonly<Record<string, StoredArray>>;
    }
  | {
      readonly kind: 'evaluated';
      readonly cohort: string;
      readonly seconds: number;
      readonly runs: readonly EvaluatedRun[];
    }
  | { readonly kind: 'failed'; readonly cohort: string; readonly message: string; readonly remedy: string };
