import { clipByValue, mul, reshape, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

/** c (e - c / 2) with e clipped to c: its gradient is c itself, and no large squares cancel (Huber, 1964). */
function perExample(outputs: Tensor, target: Tensor): Tensor {
  const error = sub(reshape(outputs, target.shape), target);
  const clipped = clipByValue(error, -1, 1);
  return mul(clipped, sub(error, mul(clipped, 0.5)));
}

export const huber: Loss = {
  description: {
    id: 'huber',
    name: 'Huber',
    taskTypes: ['regression'],
    formula: '\\ell = c\\,(e - c/2), \\quad e = \\hat y - y, \\quad c = \\min(\\max(e, -1), 1)',
    description:
      'Squared within one standard deviation of the target, linear beyond it: single outliers pull less than under squared error.',
  },
  perExample,
};
