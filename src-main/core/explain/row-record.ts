import { predictedClasses } from '../metric/confusion.ts';
import { evaluationOf, forBoth, sides, type Both, type PairedTask } from './paired-task.ts';

/** How m rows fared over the replicates in which each was a test row. */
export interface RowRecords {
  /** [m] rows of the data, ascending. */
  readonly rows: Int32Array;
  /** [m] the class index, or the number. */
  readonly truth: Float64Array;
  /** [m] */
  readonly replicates: Int32Array;
  /** [m] Classes: replicates in which it was right. Numbers: sum of absolute errors. */
  readonly score: Both<Float64Array>;
  /** [m, K] Classes: how often each class was said. Numbers, K = 1: sum of the predictions. */
  readonly said: Both<Float64Array>;
}

/** Width of a row of `said`. */
export function saidWidth({ type, classes }: PairedTask): number {
  return type === 'regression' ? 1 : classes.length;
}

/** One record for each row that was in a test part. */
export function recordRows(task: PairedTask): RowRecords {
  const rows = Int32Array.from(new Set(task.replicates.flatMap((replicate) => [...replicate.rows]))).sort();
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  const width = saidWidth(task);
  const truth = new Float64Array(rows.length);
  const replicates = new Int32Array(rows.length);
  const score = forBoth(() => new Float64Array(rows.length));
  const said = forBoth(() => new Float64Array(rows.length * width));
  for (const replicate of task.replicates) {
    const places = replicate.rows.map((row) => placeOf.get(row) as number);
    places.forEach((place, index) => {
      truth[place] = replicate.targets[index] as number;
      replicates[place] = (replicates[place] as number) + 1;
    });
    for (const side of sides) {
      const evaluation = evaluationOf(task, replicate, side);
      if (task.type === 'regression') {
        places.forEach((place, index) => {
          const value = evaluation.predictions[index] as number;
          add(score[side], place, Math.abs((evaluation.targets[index] as number) - value));
          add(said[side], place, value);
        });
      } else {
        const classes = predictedClasses(evaluation);
        places.forEach((place, index) => {
          const value = classes[index] as number;
          add(score[side], place, value === evaluation.targets[index] ? 1 : 0);
          add(said[side], place * width + value, 1);
        });
      }
    }
  }
  return { rows, truth, replicates, score, said };
}

function add(values: Float64Array, place: number, value: number): void {
  values[place] = (values[place] as number) + value;
}
