import { predictedClasses } from './confusion.ts';
import { defined, type Evaluation, type Metric } from './metric.ts';

const binCount = 15;

/** The right-closed bin of a confidence; 0 itself falls into the first. */
function binOf(confidence: number): number {
  return Math.min(Math.max(Math.ceil(confidence * binCount) - 1, 0), binCount - 1);
}

/** Guo et al., On Calibration of Modern Neural Networks, ICML 2017. */
export const ece: Metric = {
  description: {
    id: 'ece',
    name: 'Calibration error',
    higherIsBetter: false,
    taskTypes: ['binary', 'multiclass'],
    description:
      'Mean gap between stated probability and observed frequency over 15 bins of equal width: P(positive) for two classes, else the probability of the predicted class.',
    unitInterval: true,
  },
  compute(evaluation: Evaluation) {
    const { type, predictions, targets, classCount, count } = evaluation;
    const classes = predictedClasses(evaluation);
    const gaps = new Float64Array(binCount);
    for (let row = 0; row < count; row += 1) {
      const predicted = classes[row] as number;
      const isBinary = type === 'binary';
      const confidence = (isBinary ? predictions[row] : predictions[row * classCount + predicted]) as number;
      const isHit = isBinary ? targets[row] === 1 : targets[row] === predicted;
      const bin = binOf(confidence);
      gaps[bin] = (gaps[bin] as number) + (isHit ? 1 : 0) - confidence;
    }
    return defined(gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / count);
  },
};
