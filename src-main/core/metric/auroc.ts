import { defined, notDefined, type Evaluation, type Metric } from './metric.ts';
import { midRanks } from '../util/mid-ranks.ts';

/** The Mann-Whitney form: the sum of the positives' mid-ranks (Hanley and McNeil, 1982). */
export const auroc: Metric = {
  description: {
    id: 'auroc',
    name: 'AUROC',
    higherIsBetter: true,
    taskTypes: ['binary'],
    description:
      'Probability that a random positive is ranked above a random negative; ties count one half, guessing has .5.',
    unitInterval: true,
  },
  sorts: ['predictions'],
  compute({ predictions, targets, count, order }: Evaluation) {
    const ranks = midRanks(predictions, order?.predictions);
    let positives = 0;
    let rankSum = 0;
    for (let row = 0; row < count; row += 1) {
      if (targets[row] !== 1) continue;
      positives += 1;
      rankSum += ranks[row] as number;
    }
    const negatives = count - positives;
    if (positives === 0 || negatives === 0) return notDefined('only one class among the labelled rows');
    return defined((rankSum - (positives * (positives + 1)) / 2) / (positives * negatives));
  },
};
