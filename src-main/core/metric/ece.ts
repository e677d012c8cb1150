import { defined, type Evaluation, type Metric } from './metric.ts';
import { calibrationError, reliabilityBins } from './reliability.ts';

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
    return defined(calibrationError(reliabilityBins(evaluation)));
  },
};
