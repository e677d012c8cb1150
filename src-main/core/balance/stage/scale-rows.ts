import { expandDims, mul, type Tensor } from '@tensorflow/tfjs-core';
import type { BalancingInput, BalancingOutput } from '../method.ts';

/** What a method sees when every task gradient is multiplied by a factor [R, T]. */
export function scaleRows(input: BalancingInput, factors: Tensor): BalancingInput {
  const bothSides = mul(expandDims(factors, 2), expandDims(factors, 1));
  return {
    ...input,
    gramian: input.gramian === null ? null : mul(input.gramian, bothSides),
    jacobian: input.jacobian === null ? null : mul(input.jacobian, expandDims(factors, 2)),
    crossGramian: input.crossGramian === null ? null : mul(input.crossGramian, bothSides),
  };
}

/** Weights of multiplied gradients as weights of the gradients themselves; a direction is the same vector. */
export function weighUnscaled(output: BalancingOutput, factors: Tensor): BalancingOutput {
  const { nativeWeights } = output;
  return {
    ...output,
    taskWeights: mul(output.taskWeights, factors),
    ...(nativeWeights === undefined ? {} : { nativeWeights: mul(nativeWeights, factors) }),
  };
}

/** A combination of task gradients made longer or shorter by a factor [R, 1]; the native answer stays. */
export function stretch(output: BalancingOutput, factor: Tensor): BalancingOutput {
  const { direction } = output;
  return {
    ...output,
    nativeWeights: output.nativeWeights ?? output.taskWeights,
    taskWeights: mul(output.taskWeights, factor),
    ...(direction === undefined
      ? {}
      : { direction: mul(direction, factor), nativeDirection: output.nativeDirection ?? direction }),
  };
}
