import { defined, notDefined, type Evaluation, type Metric } from './metric.ts';

export const r2: Metric = {
  description: {
    id: 'r2',
    name: 'R²',
    higherIsBetter: true,
    taskTypes: ['regression'],
    description:
      'Share of the variance of these rows that is explained: 1 is perfect, 0 as good as their mean, below 0 worse.',
    unitInterval: false,
  },
  compute({ predictions, targets, count }: Evaluation) {
    const mean = targets.reduce((sum, target) => sum + target, 0) / count;
    let error = 0;
    let total = 0;
    let isConstant = true;
    for (let row = 0; row < count; row += 1) {
      const target = targets[row] as number;
      if (target !== targets[0]) isConstant = false;
      error += ((predictions[row] as number) - target) ** 2;
      total += (target - mean) ** 2;
    }
    if (isConstant || total === 0) return notDefined('the target is constant among the labelled rows');
    return defined(1 - error / total);
  },
};
