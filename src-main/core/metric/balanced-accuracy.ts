import { countConfusion } from './confusion.ts';
import { defined, notDefined, type Evaluation, type Metric } from './metric.ts';

export const balancedAccuracy: Metric = {
  description: {
    id: 'balanced-accuracy',
    name: 'Balanced accuracy',
    higherIsBetter: true,
    taskTypes: ['binary'],
    description: 'Mean of the shares of positives and of negatives that are found, at probability .5; guessing has .5.',
    unitInterval: true,
  },
  compute(evaluation: Evaluation) {
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = countConfusion(evaluation);
    const positives = truePositives + falseNegatives;
    const negatives = trueNegatives + falsePositives;
    if (positives === 0 || negatives === 0) return notDefined('only one class among the labelled rows');
    return defined((truePositives / positives + trueNegatives / negatives) / 2);
  },
};
