import { deriveSeed, uniformAt } from '../util/hash.ts';
import { sides, type PairedTask, type Side } from './paired-task.ts';

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
  const count = task.replicates.reduce((sum, { targets }) => sum + targets.length, 0);
  if (count <= most) return predictionsAt(task, () => true);
  const kept = new Set(sides.flatMap((side) => farthestOf(task, side)));
  const drawn = deriveSeed(seed, 'shown predictions');
  for (let draw = 0; kept.size < most; draw += 1) kept.add(Math.floor(count * uniformAt(drawn, 0, draw)));
  return predictionsAt(task, (index) => kept.has(index));
}

/** Those whose place among all predictions is wanted. */
function predictionsAt(task: PairedTask, isWanted: (index: number) => boolean): ShownPrediction[] {
  let before = 0;
  return task.replicates.flatMap(({ split, seed, rows, targets, twin, arm }) => {
    const first = before;
    before += rows.length;
    return [...rows.keys()]
      .filter((place) => isWanted(first + place))
      .map((place) => ({
        row: rows[place] as number,
        split,
        seed,
        observed: targets[place] as number,
        twin: twin[place] as number,
        arm: arm[place] as number,
      }));
  });
}

/** Places of the largest errors of one side. */
function farthestOf(task: PairedTask, side: Side): number[] {
  let index = 0;
  let largest: { readonly index: number; readonly error: number }[] = [];
  for (const replicate of task.replicates) {
    replicate.targets.forEach((observed, place) => {
      const error = Math.abs(observed - (replicate[side][place] as number));
      const least = largest[farthest - 1];
      if (least === undefined || error > least.error) {
        largest = [...largest, { index, error }].sort((first, second) => second.error - first.error).slice(0, farthest);
      }
      index += 1;
    });
  }
  return largest.map((one) => one.index);
}
