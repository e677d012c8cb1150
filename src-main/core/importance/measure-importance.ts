import type { ArmImportance } from '../../contract/importance.ts';
import { keepLabelled } from '../metric/evaluate-task.ts';
import type { Metric } from '../metric/metric.ts';
import { findMetric } from '../metric/registry.ts';
import type { Split, Target } from '../prepare/prepared.ts';
import { inputColumns, swapChanges, type SwappedRows } from '../trained/swap.ts';
import { TrainedRuns, type TrainedRun } from '../trained/trained-runs.ts';
import type { TrainingMaterial } from '../train/material.ts';
import { deriveSeed, permutation } from '../util/hash.ts';

/** What one arm's models are asked for one task. */
export interface ImportanceWork {
  readonly material: TrainingMaterial;
  /** Position of the task in the study. */
  readonly task: number;
  /** Seeded permutations of each input. */
  readonly repeats: number;
  readonly runs: readonly TrainedRun[];
}

/**
 * Permutation importance (Breiman, 2001; Fisher, Rudin and Dominici, 2019): by how much the task's primary metric gets worse on
 * the labelled test rows when one input is dealt anew among them, all features of the input together, mean over the
 * permutations. Runs of one split get the same permutations, so that arms and seeds can be compared in pairs. Yields the share
 * that is done.
 */
export function* measureImportance(work: ImportanceWork): Generator<number, ArmImportance> {
  const { material, task, repeats, runs } = work;
  const { spec, encoding, splits } = material;
  const target = encoding.targets[task] as Target;
  const metric = findMetric((spec.tasks[task] as { primaryMetric: string }).primaryMetric);
  const inputs = inputColumns(encoding.features);
  const rowsOf = new Map(
    [...new Set(runs.map(({ split }) => split))].map((split) => [
      split,
      (splits[split] as Split).test.filter((row) => target.labelled[row] === 1),
    ]),
  );
  const trained = new TrainedRuns(runs, task, material);
  const scoresOf = (predictions: readonly Float32Array[]): (number | null)[][] =>
    predictions.map((all, run) => {
      const rows = rowsOf.get((runs[run] as TrainedRun).split) as Int32Array;
      const width = all.length / Math.max(1, repeats * rows.length);
      return Array.from({ length: repeats }, (_, repeat) => {
        const own = all.subarray(repeat * rows.length * width, (repeat + 1) * rows.length * width);
        return score(target, metric, own, rows);
      });
    });
  try {
    yield 0;
    // the rows as they are, as often as they are permuted: then an input that changes nothing changes no rounding either
    const asIs = (split: number): SwappedRows => repeatRows(rowsOf.get(split) as Int32Array, repeats, null);
    const base = scoresOf(trained.predict(asIs, null));
    const drops: (number | null)[][] = runs.map(() => []);
    const varies: boolean[][] = runs.map(() => []);
    const sign = metric.description.higherIsBetter ? 1 : -1;
    for (const [position, { column, swapped }] of inputs.entries()) {
      yield (position + 1) / (inputs.length + 1);
      const permuted = (split: number): SwappedRows =>
        repeatRows(rowsOf.get(split) as Int32Array, repeats, (repeat) =>
          deriveSeed(spec.baseSeed, 'importance', column, split, repeat),
        );
      const scores = scoresOf(trained.predict(permuted, swapped));
      const changes = new Map(
        [...rowsOf.keys()].map((split) => [split, swapChanges(encoding, permuted(split), swapped)]),
      );
      scores.forEach((own, run) => {
        drops[run]?.push(meanDrop(base[run] ?? [], own, sign));
        varies[run]?.push(changes.get((runs[run] as TrainedRun).split) === true);
      });
    }
    return {
      inputs: inputs.map(({ column, features }) => ({ column, features })),
      runs: runs.map(({ split, seed }, run) => ({
        split,
        seed,
        rows: rowsOf.get(split)?.length ?? 0,
        score: base[run]?.[0] ?? null,
        drops: drops[run] ?? [],
        varies: varies[run] ?? [],
      })),
    };
  } finally {
    trained.dispose();
  }
}

/** The rows so many times over, each time with other donors: the rows in another order, or themselves where there is no seed. */
function repeatRows(rows: Int32Array, repeats: number, seedOf: ((repeat: number) => number) | null): SwappedRows {
  const all = new Int32Array(rows.length * repeats);
  const donors = new Int32Array(rows.length * repeats);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const first = repeat * rows.length;
    all.set(rows, first);
    const order = seedOf === null ? null : permutation(rows.length, seedOf(repeat));
    for (let place = 0; place < rows.length; place += 1) {
      donors[first + place] = rows[order === null ? place : (order[place] as number)] as number;
    }
  }
  return { rows: all, donors };
}

function score(target: Target, metric: Metric, predictions: Float32Array, rows: Int32Array): number | null {
  if (rows.length === 0 || !predictions.every(Number.isFinite)) return null;
  const truth = Array.from(rows, (row) => target.values[row] as number);
  const labelled = Array.from(rows, () => 1);
  return metric.compute(keepLabelled(target.type, predictions, truth, labelled)).value;
}

/** Mean over the permutations of how much worse the metric got; null where it is undefined in any of them. */
function meanDrop(base: readonly (number | null)[], permuted: readonly (number | null)[], sign: number): number | null {
  let total = 0;
  for (const [repeat, after] of permuted.entries()) {
    const before = base[repeat] ?? null;
    if (before === null || after === null) return null;
    total += sign * (before - after);
  }
  return permuted.length === 0 ? null : total / permuted.length;
}
