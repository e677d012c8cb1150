import { defined, type Evaluation, type Metric } from './metric.ts';

export const brier: Metric = {
  description: {
    id: 'brier',
    name: 'Brier score',
    higherIsBetter: false,
    taskTypes: ['binary', 'multiclass'],
    description:
      'Mean squared difference of probability and truth: of the positive class for two classes (0 to 1), summed over the classes for more (0 to 2).',
    unitInterval: false,
  },
  compute({ type, predictions, targets, classCount, count }: Evaluation) {
    const width = type === 'multiclass' ? classCount : 1;
    let sum = 0;
    for (let row = 0; row < count; row += 1) {
      for (let k = 0; k < width; k += 1) {
        const truth = type === 'multiclass' ? (targets[row] === k ? 1 : 0) : (targets[row] as number);
        sum += ((predictions[row * width + k] as number) - truth) ** 2;
      }
    }
    return defined(sum / count);
  },
};
