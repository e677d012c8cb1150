import type { Evaluation } from './metric.ts';

/** Counts of a binary task at probability .5. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

export function countConfusion({ predictions, targets, count }: Evaluation): Confusion {
  let truePositives = 0;
  let falsePositives = 0;
  let trueNegatives = 0;
  let falseNegatives = 0;
  for (let row = 0; row < count; row += 1) {
    const isPositive = targets[row] === 1;
    if ((predictions[row] as number) >= 0.5) {
      if (isPositive) truePositives += 1;
      else falsePositives += 1;
    } else if (isPositive) falseNegatives += 1;
    else trueNegatives += 1;
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

/** The predicted class of every row: at probability .5 for binary, else the largest probability, the first of equal ones. */
export function predictedClasses({
  type,
  predictions,
  classCount,
  count,
}: Pick<Evaluation, 'type' | 'classCount' | 'count'> & { readonly predictions: ArrayLike<number> }): Int32Array {
  const classes = new Int32Array(count);
  for (let row = 0; row < count; row += 1) {
    if (type === 'binary') {
      classes[row] = (predictions[row] as number) >= 0.5 ? 1 : 0;
      continue;
    }
    let best = 0;
    for (let k = 1; k < classCount; k += 1) {
      if ((predictions[row * classCount + k] as number) > (predictions[row * classCount + best] as number)) best = k;
    }
    classes[row] = best;
  }
  return classes;
}
