import type { Tensor } from '@tensorflow/tfjs-core';
import type { LossDescription } from '../../contract/method.ts';

/** A task loss: a pure, differentiable function of tensors with a leading replica axis. */
export interface Loss {
  readonly description: LossDescription;
  /**
   * Loss of every example, before masks and means. R replicas, B examples.
   *
   * @param outputs [R, B, K] of the head: K = 1 for regression and for the logit of the positive class, else one logit a class
   * @param target [R, B] float32: the standardized number, or the class index; any finite value where unlabelled
   * @returns [R, B]
   */
  perExample(outputs: Tensor, target: Tensor): Tensor;
}
