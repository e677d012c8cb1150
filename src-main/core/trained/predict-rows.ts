import type { Encoding } from '../prepare/prepared.ts';
import { TrainedRuns, type TrainedMaterial, type TrainedRun } from './trained-runs.ts';

/** The same rows for every split: each run prepares them as its training rows were. */
export interface PredictionWork {
  readonly material: TrainedMaterial;
  readonly tasks: readonly {
    /** Position of the task in the study. */
    readonly task: number;
    readonly runs: readonly TrainedRun[];
  }[];
}

/** What several runs predict of one task together. */
export interface RowPredictions {
  readonly task: number;
  readonly runs: number;
  /** Mean over the runs: numbers in original units [n], P(positive) [n], or class probabilities [n, K]. */
  readonly mean: Float64Array;
  /** Standard deviation over the runs, of each of them; NaN for a single run. */
  readonly sd: Float64Array;
}

/** Rows that are predicted at a time, so that the parent is heard and memory stays bounded. */
const rowsAtOnce = 20_000;

/** Predicts every row of an encoding by all runs. Yields the share that is done. */
export function* predictRows({ material, tasks }: PredictionWork): Generator<number, RowPredictions[]> {
  const { rowCount } = material.encoding;
  const blocks = Math.max(1, Math.ceil(rowCount / rowsAtOnce));
  const results: RowPredictions[] = [];
  for (const [position, { task, runs }] of tasks.entries()) {
    const trained = new TrainedRuns(runs, task, material);
    try {
      const width = outputsOf(material.encoding, task);
      const result = {
        ...{ task, runs: runs.length },
        mean: new Float64Array(rowCount * width),
        sd: new Float64Array(rowCount * width),
      };
      for (let block = 0; block < blocks; block += 1) {
        yield (position + block / blocks) / tasks.length;
        const first = block * rowsAtOnce;
        const count = Math.min(rowsAtOnce, rowCount - first);
        const rows = Int32Array.from({ length: count }, (_, place) => first + place);
        const predictions = trained.predict(() => ({ rows, donors: rows }), null);
        summarize(predictions, result, first * width);
      }
      results.push(result);
    } finally {
      trained.dispose();
    }
  }
  return results;
}

function outputsOf({ targets }: Encoding, task: number): number {
  const target = targets[task];
  return target?.type === 'multiclass' ? target.classCount : 1;
}

function summarize(
  predictions: readonly Float32Array[],
  { mean, sd }: Pick<RowPredictions, 'mean' | 'sd'>,
  at: number,
): void {
  const count = predictions.length;
  const cells = predictions[0]?.length ?? 0;
  for (let cell = 0; cell < cells; cell += 1) {
    const values = predictions.map((own) => own[cell] as number);
    const center = values.reduce((sum, value) => sum + value, 0) / count;
    const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
    mean[at + cell] = center;
    sd[at + cell] = count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1));
  }
}
