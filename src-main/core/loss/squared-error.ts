import { reshape, squaredDifference, type Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

function perExample(outputs: Tensor, target: Tensor): Tensor {
  return squaredDifference(reshape(outputs, target.shape), target);
}

export const squaredError: Loss = {
  description: {
    id: 'squared-error',
    name: 'Squared error',
    taskTypes: ['regression'],
    formula: '\\ell = (\\hat y - y)^2',
    description: 'Predicts the mean. On the standardized target a constant prediction of the mean has loss 1.',
  },
  perExample,
};
