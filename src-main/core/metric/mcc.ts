import { countConfusion } from './confusion.ts';
import { defined, type Evaluation, type Metric } from './metric.ts';

export const mcc: Metric = {
  description: {
    id: 'mcc',
    name: 'Matthews correlation',
    higherIsBetter: true,
    taskTypes: ['binary'],
    description:
      'Correlation of predicted and true class at probability .5, from -1 to 1; 0 when only one class is predicted or present.',
    unitInterval: false,
  },
  compute(evaluation: Evaluation) {
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = countConfusion(evaluation);
    const margins =
      (truePositives + falsePositives) *
      (truePositives + falseNegatives) *
      (trueNegatives + falsePositives) *
      (trueNegatives + falseNegatives);
    if (margins === 0) return defined(0);
    return defined((truePositives * trueNegatives - falsePositives * falseNegatives) / Math.sqrt(margins));
  },
};
