import { defined, type Evaluation, type Metric } from './metric.ts';

export const mae: Metric = {
  description: {
    id: 'mae',
    name: 'MAE',
    higherIsBetter: false,
    taskTypes: ['regression'],
    description: 'Mean absolute error, in the unit of the target.',
    unitInterval: false,
  },
  compute({ predictions, targets, count }: Evaluation) {
    let sum = 0;
    for (let row = 0; row < count; row += 1) sum += Math.abs((predictions[row] as number) - (targets[row] as number));
    return defined(sum / count);
  },
};
