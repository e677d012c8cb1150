import { mul, reshape, softplus, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

/** softplus of the logit with the sign of the wrong class: exact in both tails, where softplus(z) - y z would cancel. */
function perExample(outputs: Tensor, target: Tensor): Tensor {
  const logit = reshape(outputs, target.shape);
  return softplus(mul(logit, sub(1, mul(target, 2))));
}

export const binaryCrossEntropy: Loss = {
  description: {
    id: 'binary-cross-entropy',
    name: 'Binary cross-entropy',
    taskTypes: ['binary'],
    formula: '\\ell = \\log\\left(1 + e^{(1 - 2y)\\,z}\\right), \\quad y \\in \\{0, 1\\}',
    description:
      'Negative log-probability of the true class, from one logit. A coin flip on balanced classes has loss ln 2 = 0.693.',
  },
  perExample,
};
