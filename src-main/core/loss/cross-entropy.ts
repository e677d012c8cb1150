import { cast, logSoftmax, mul, neg, oneHot, sum, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

function perExample(outputs: Tensor, target: Tensor): Tensor {
  const classCount = outputs.shape[2] as number;
  const truth = oneHot(cast(target as Tensor2D, 'int32'), classCount, 1, 0, 'float32');
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
