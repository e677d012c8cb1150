import type { TaskType } from '../../contract/study.ts';
import { predictedClasses } from './confusion.ts';

/** Predictions of one run on the test rows of its split: [n], or [n, K] row-major for classes. */
export type Predictions = Float32Array;

/**
 * How much predictions change from retraining to retraining: mean over pairs of runs of the share of rows that get another
 * class; for numbers the mean absolute difference in units of `deviation`, the SD of the training targets. Null below two runs
 * or without spread.
 */
export function churn(type: TaskType, runs: readonly Predictions[], rows: number, deviation: number): number | null {
  if (runs.length < 2 || rows === 0 || (type === 'regression' && !(deviation > 0))) return null;
  const outcomes = runs.map((predictions) =>
    type === 'regression' ? predictions : classesOf(type, predictions, rows),
  );
  const distance =
    type === 'regression'
      ? (one: number, other: number): number => Math.abs(one - other) / deviation
      : (one: number, other: number): number => (one === other ? 0 : 1);
  let total = 0;
  let pairs = 0;
  outcomes.forEach((one, position) => {
    for (const other of outcomes.slice(0, position)) {
      let sum = 0;
      for (let row = 0; row < rows; row += 1) sum += distance(one[row] as number, other[row] as number);
      total += sum / rows;
      pairs += 1;
    }
  });
  return total / pairs;
}

function classesOf(type: TaskType, predictions: Predictions, rows: number): Int32Array {
  const classCount = type === 'multiclass' ? predictions.length / rows : 1;
  return predictedClasses({ type, predictions, classCount, count: rows });
}
