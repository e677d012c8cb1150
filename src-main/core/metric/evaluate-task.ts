import type { MetricValue } from '../../contract/run.ts';
import type { TaskType } from '../../contract/study.ts';
import { notDefined, type Evaluation } from './metric.ts';
import { metricsFor } from './registry.ts';

/**
 * Every metric of a task type over the labelled rows.
 *
 * @param predictions regression [n]: numbers in original units; binary [n]: P(positive); multiclass [n, K] row-major: probabilities
 * @param targets [n]: the number in original units, or the class index
 * @param labelled [n]: 1 where the target is known; other rows are left out
 * @returns by metric id: a number, or null with the reason why it is not defined
 */
export function evaluateTask(
  type: TaskType,
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  labelled: ArrayLike<number>,
): Record<string, MetricValue> {
  const evaluation = keepLabelled(type, predictions, targets, labelled);
  const fault = findFault(evaluation);
  return Object.fromEntries(
    metricsFor(type).map((metric) => [
      metric.description.id,
      fault === null ? metric.compute(evaluation) : notDefined(fault),
    ]),
  );
}

/** Predictions and truth of the labelled rows alone. */
export function keepLabelled(
  type: TaskType,
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  labelled: ArrayLike<number>,
): Evaluation {
  const rows = targets.length;
  const classCount = type === 'multiclass' && rows > 0 ? predictions.length / rows : 1;
  if (labelled.length !== rows || predictions.length !== rows * classCount || !Number.isInteger(classCount)) {
    const lengths = `${predictions.length} predictions, ${rows} targets, ${labelled.length} marks`;
    throw new RangeError(`invalid evaluation; predictions, targets and marks must be of the same rows: ${lengths}`);
  }
  const kept: number[] = [];
  for (let row = 0; row < rows; row += 1) if (labelled[row] === 1) kept.push(row);
  const values = new Float64Array(kept.length * classCount);
  const truth = new Float64Array(kept.length);
  for (let index = 0; index < kept.length; index += 1) {
    const row = kept[index] as number;
    truth[index] = targets[row] as number;
    for (let k = 0; k < classCount; k += 1) {
      values[index * classCount + k] = predictions[row * classCount + k] as number;
    }
  }
  return { type, count: kept.length, classCount, predictions: values, targets: truth };
}

function findFault({ count, predictions }: Evaluation): string | null {
  if (count === 0) return 'no labelled row';
  return predictions.every(Number.isFinite) ? null : 'a prediction is not a finite number';
}
