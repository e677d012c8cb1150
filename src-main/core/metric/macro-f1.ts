import { predictedClasses } from './confusion.ts';
import { defined, type Evaluation, type Metric } from './metric.ts';

export const macroF1: Metric = {
  description: {
    id: 'macro-f1',
    name: 'Macro F1',
    higherIsBetter: true,
    taskTypes: ['multiclass'],
    description:
      'Mean of the F1 of the classes that occur in truth or prediction: every class counts the same, however rare.',
    unitInterval: true,
  },
  compute(evaluation: Evaluation) {
    const { targets, classCount, count } = evaluation;
    const predicted = predictedClasses(evaluation);
    const hits = new Float64Array(classCount);
    // predicted plus true occurrences: 2 TP + FP + FN
    const occurrences = new Float64Array(classCount);
    for (let row = 0; row < count; row += 1) {
      const truth = targets[row] as number;
      const guess = predicted[row] as number;
      occurrences[truth] = (occurrences[truth] as number) + 1;
      occurrences[guess] = (occurrences[guess] as number) + 1;
      if (truth === guess) hits[truth] = (hits[truth] as number) + 1;
    }
    let sum = 0;
    let classes = 0;
    for (let k = 0; k < classCount; k += 1) {
      if (occurrences[k] === 0) continue;
      classes += 1;
      sum += (2 * (hits[k] as number)) / (occurrences[k] as number);
    }
    return defined(sum / classes);
  },
};
