import { countConfusion } from './confusion.ts';
import { defined, notDefined, type Evaluation, type Metric } from './metric.ts';

export const f1: Metric = {
  description: {
    id: 'f1',
    name: 'F1',
    higherIsBetter: true,
    taskTypes: ['binary'],
    description: 'Harmonic mean of precision and recall of the positive class, at probability .5.',
    unitInterval: true,
  },
  compute(evaluation: Evaluation) {
    const { truePositives, falsePositives, falseNegatives } = countConfusion(evaluation);
    if (truePositives + falseNegatives === 0) return notDefined('no positive among the labelled rows');
    return defined((2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives));
  },
};
