import { defined, type Evaluation, type Metric } from './metric.ts';

const leastProbability = 1e-7;

export const logLoss: Metric = {
  description: {
    id: 'log-loss',
    name: 'Log loss',
    higherIsBetter: false,
    taskTypes: ['binary', 'multiclass'],
    description: 'Mean negative log-probability of the true class; probabilities are kept within [1e-7, 1 - 1e-7].',
    unitInterval: false,
  },
  compute({ type, predictions, targets, classCount, count }: Evaluation) {
    let sum = 0;
    for (let row = 0; row < count; row += 1) {
      const target = targets[row] as number;
      const positive = predictions[row] as number;
      const ofTruth =
        type === 'multiclass'
          ? (predictions[row * classCount + target] as number)
          : target === 1
            ? positive
            : 1 - positive;
      sum -= Math.log(Math.min(Math.max(ofTruth, leastProbability), 1 - leastProbability));
    }
    return defined(sum / count);
  },
};
