import { predictedClasses } from './confusion.ts';
import { defined, type Evaluation, type Metric } from './metric.ts';

export const accuracy: Metric = {
  description: {
    id: 'accuracy',
    name: 'Accuracy',
    higherIsBetter: true,
    taskTypes: ['binary', 'multiclass'],
    description:
      'Share of rows with the right class; for two classes at probability .5. High by itself where one class is rare.',
    unitInterval: true,
  },
  compute(evaluation: Evaluation) {
    const classes = predictedClasses(evaluation);
    let right = 0;
    for (let row = 0; row < evaluation.count; row += 1) if (classes[row] === evaluation.targets[row]) right += 1;
    return defined(right / evaluation.count);
  },
};
