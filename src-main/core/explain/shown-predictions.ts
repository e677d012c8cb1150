import { deriveSeed, uniformAt } from '../util/hash.ts';
import type { PairedTask } from './paired-task.ts';

/** One prediction of each side for a row of one replicate. */
export interface ShownPrediction {
  readonly row: number;
  readonly split: number;
  readonly seed: number;
  readonly observed: number;
  readonly twin: number;
  readonly arm: number;
}

const farthest = 20;

/**
 * At most `most` predictions to draw: all of them, or those with the largest errors of either side and of the others a sample
 * drawn by the seed. The same for twin and arm, so that the two pictures show the same rows.
 */
export function chooseShown(task: PairedTask, most: number, seed: number): ShownPrediction[] {
  const all = task.replicates.flatMap(({ split, seed: replicate, rows, targets, twin, arm }) =>
    Array.from(rows, (row, place): ShownPrediction => ({
      row,
      split,
      seed: replicate,
      observed: targets[place] as number,
      twin: twin[place] as number,
      arm: arm[place] as number,
    })),
  );
  if (all.length <= most) return all;
  const kept = new Set<ShownPrediction>();
  for (const side of ['twin', 'arm'] as const) {
    const byError = all.toSorted(
      (first, second) => Math.abs(second.observed - second[side]) - Math.abs(first.observed - first[side]),
    );
    for (const prediction of byError.slice(0, farthest)) kept.add(prediction);
  }
  const drawn = deriveSeed(seed, 'shown predictions');
  const order = all
    .map((prediction, index) => ({ prediction, key: uniformAt(drawn, 0, index) }))
    .sort((first, second) => first.key - second.key);
  for (const { prediction } of order) {
    if (kept.size >= most) break;
    kept.add(prediction);
  }
  return all.filter((prediction) => kept.has(prediction));
}
