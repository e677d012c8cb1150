import { defined, type Evaluation, type Metric } from './metric.ts';

export const rmse: Metric = {
  description: {
    id: 'rmse',
    name: 'RMSE',
    higherIsBetter: false,
    taskTypes: ['regression'],
    description: 'Root of the mean squared error, in the unit of the target.',
    unitInterval: false,
  },
  compute({ predictions, targets, count }: Evaluation) {
    let sum = 0;
    for (let row = 0; row < count; row += 1) sum += ((predictions[row] as number) - (targets[row] as number)) ** 2;
    return defined(Math.sqrt(sum / count));
  },
};
