import type { TaskType } from '../../contract/study.ts';

/** Predictions of one run on the test rows of its split: [n], or [n, K] row-major for classes. */
export type Predictions = Float32Array;

/**
 * How much predictions change from retraining to retraining: mean over pairs of runs of the share of rows that get another
 * class; for numbers the mean absolute difference in units of `deviation`, the SD of the training targets. Null below two runs
 * or without spread.
 */
export function churn(type: TaskType, runs: readonly Predictions[], rows: number, deviation: number): number | null {
  if (runs.length < 2 || rows === 0 || (type === 'regression' && !(deviation > 0))) return null;
  let total = 0;
  let pairs = 0;
  for (let first = 0; first < runs.length; first += 1) {
    for (let second = 0; second < first; second += 1) {
      total += differenceOf(type, runs[first] as Predictions, runs[second] as Predictions, rows, deviation);
      pairs += 1;
    }
  }
  return total / pairs;
}

function differenceOf(type: TaskType, one: Predictions, other: Predictions, rows: number, deviation: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    if (type === 'regression') sum += Math.abs((one[row] as number) - (other[row] as number)) / deviation;
    else if (classAt(type, one, row, rows) !== classAt(type, other, row, rows)) sum += 1;
  }
  return sum / rows;
}

/** At probability .5 for two classes, else the class with the largest probability, the first of equal ones. */
function classAt(type: TaskType, predictions: Predictions, row: number, rows: number): number {
  if (type === 'binary') return (predictions[row] as number) >= 0.5 ? 1 : 0;
  const width = predictions.length / rows;
  let best = 0;
  for (let k = 1; k < width; k += 1) {
    if ((predictions[row * width + k] as number) > (predictions[row * width + best] as number)) best = k;
  }
  return best;
}
