import { cast, logSoftmax, mul, neg, oneHot, sum, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

function perExample(outputs: Tensor, target: Tensor): Tensor {
  const classCount = outputs.shape[2] as number;
  // oneHot of type float32 writes integer bits on the wasm backend (TF.js 4.22): cast its int32 result
  const truth = cast(oneHot(cast(target as Tensor2D, 'int32'), classCount), 'float32');
  return neg(sum(mul(truth, logSoftmax(outputs)), 2));
}

export const crossEntropy: Loss = {
  description: {
    id: 'cross-entropy',
    name: 'Cross-entropy',
    taskTypes: ['multiclass'],
    formula: '\\ell = \\log \\sum_{k} e^{z_k} - z_{y}',
    description:
      'Negative log-probability of the true class, from one logit per class. Uniform guesses among K classes have loss ln K.',
  },
  perExample,
};
