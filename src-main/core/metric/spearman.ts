import { defined, notDefined, type Evaluation, type Metric } from './metric.ts';
import { midRanks } from '../util/mid-ranks.ts';

/** Pearson's correlation of the mid-ranks, which is right with ties too. */
export const spearman: Metric = {
  description: {
    id: 'spearman',
    name: 'Spearman correlation',
    higherIsBetter: true,
    taskTypes: ['regression'],
    description: 'Correlation of the ranks of prediction and target, from -1 to 1: whether the order is right.',
    unitInterval: false,
  },
  sorts: ['predictions', 'targets'],
  compute({ predictions, targets, count, order }: Evaluation) {
    const predicted = midRanks(predictions, order?.predictions);
    const truth = midRanks(targets, order?.targets);
    const mean = (count + 1) / 2;
    let covariance = 0;
    let predictedVariance = 0;
    let trueVariance = 0;
    for (let row = 0; row < count; row += 1) {
      const p = (predicted[row] as number) - mean;
      const y = (truth[row] as number) - mean;
      covariance += p * y;
      predictedVariance += p * p;
      trueVariance += y * y;
    }
    if (trueVariance === 0) return notDefined('the target is constant among the labelled rows');
    if (predictedVariance === 0) return notDefined('the prediction is the same for all labelled rows');
    return defined(covariance / Math.sqrt(predictedVariance * trueVariance));
  },
};
