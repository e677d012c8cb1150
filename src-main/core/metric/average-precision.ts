import { defined, notDefined, type Evaluation, type Metric } from './metric.ts';
import { ascendingOrder } from '../util/mid-ranks.ts';

export const averagePrecision: Metric = {
  description: {
    id: 'average-precision',
    name: 'Average precision',
    higherIsBetter: true,
    taskTypes: ['binary'],
    description:
      'Precision averaged over the steps of recall, without interpolation, equal predictions as one step; guessing has the share of positives.',
    unitInterval: true,
  },
  sorts: ['predictions'],
  compute({ predictions, targets, count, order: known }: Evaluation) {
    let positives = 0;
    for (let row = 0; row < count; row += 1) if (targets[row] === 1) positives += 1;
    if (positives === 0) return notDefined('no positive among the labelled rows');
    const order = (known?.predictions ?? ascendingOrder(predictions)).toReversed();
    let found = 0;
    let sum = 0;
    let start = 0;
    while (start < count) {
      const before = found;
      let end = start;
      while (end < count && predictions[order[end] as number] === predictions[order[start] as number]) {
        if (targets[order[end] as number] === 1) found += 1;
        end += 1;
      }
      sum += ((found - before) / positives) * (found / end);
      start = end;
    }
    return defined(sum);
  },
};
