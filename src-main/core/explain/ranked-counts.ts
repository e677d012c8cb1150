import { ascendingOrder } from '../util/mid-ranks.ts';
import type { ClassScores } from './class-scores.ts';

/** How many rows reach a threshold: those of the class, and those of another. */
export interface RankedCount {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** The counts at every distinct score, from the highest down: rows of equal score are taken in together. */
export function rankedCounts({ scores, positive }: ClassScores): RankedCount[] {
  const order = ascendingOrder(scores).reverse();
  const counts: RankedCount[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  order.forEach((row, place) => {
    if (positive[row] === 1) truePositives += 1;
    else falsePositives += 1;
    const threshold = scores[row] as number;
    const next = order[place + 1];
    if (next === undefined || scores[next] !== threshold) counts.push({ threshold, truePositives, falsePositives });
  });
  return counts;
}
