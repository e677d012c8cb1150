import { predictedClasses } from '../metric/confusion.ts';
import { evaluationOf, type Both, type PairedTask, type Side } from './paired-task.ts';

/** How one row fared over the replicates in which it was a test row. */
export interface RowRecord {
  readonly row: number;
  /** The class index, or the number. */
  readonly truth: number;
  readonly replicates: number;
  /** Classes: replicates in which it was right. Numbers: sum of absolute errors. */
  readonly score: Both<number>;
  /** Classes: how often each class was said. Numbers: the sum of the predictions in one place. */
  readonly said: Both<readonly number[]>;
}

interface Growing {
  readonly row: number;
  readonly truth: number;
  replicates: number;
  readonly score: Record<Side, number>;
  readonly said: Record<Side, number[]>;
}

/** One record for each row that was in a test part, by row. */
export function recordRows(task: PairedTask): RowRecord[] {
  const records = new Map<number, Growing>();
  const places = task.type === 'regression' ? 1 : task.classes.length;
  for (const replicate of task.replicates) {
    const outcomes = (['twin', 'arm'] as const).map((side) => {
      const evaluation = evaluationOf(task, replicate, side);
      return { side, values: task.type === 'regression' ? evaluation.predictions : predictedClasses(evaluation) };
    });
    replicate.rows.forEach((row, place) => {
      const truth = replicate.targets[place] as number;
      const record = records.get(row) ?? emptyRecord(row, truth, places);
      records.set(row, record);
      record.replicates += 1;
      for (const { side, values } of outcomes) {
        const value = values[place] as number;
        const said = record.said[side];
        if (task.type === 'regression') {
          record.score[side] += Math.abs(truth - value);
          said[0] = (said[0] as number) + value;
        } else {
          record.score[side] += value === truth ? 1 : 0;
          said[value] = (said[value] as number) + 1;
        }
      }
    });
  }
  return [...records.values()].sort((first, second) => first.row - second.row);
}

function emptyRecord(row: number, truth: number, places: number): Growing {
  const zeros = (): number[] => Array.from({ length: places }, () => 0);
  return { row, truth, replicates: 0, score: { twin: 0, arm: 0 }, said: { twin: zeros(), arm: zeros() } };
}
