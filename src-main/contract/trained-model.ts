import type { Parameters } from './study.ts';

/** What is kept of a run: models that predict its tasks. Several of one task predict by their mean. */
export type TrainedModel = TrainedNetwork | TrainedLinear;

interface Trained {
  /** Tasks that it predicts, as positions in the study. */
  readonly tasks: readonly number[];
}

/** A network with the parameters of its best epoch. Activation and layer norm are those of the study. */
export interface TrainedNetwork extends Trained {
  readonly kind: 'network';
  readonly sharing: { readonly form: string; readonly parameters: Parameters };
  readonly widths: readonly number[];
  /** Outputs of each head: one for each task of the study, then heads that only helped in training. */
  readonly heads: readonly number[];
  /** [P] */
  readonly parameters: Float32Array;
}

/** Linear functions of the prepared inputs. */
export interface TrainedLinear extends Trained {
  readonly kind: 'linear';
  readonly outputs: number;
  /** Weights [columns, outputs], then an intercept for each output. */
  readonly parameters: Float32Array;
}
