import type { ThresholdRates } from '../../contract/explain.ts';
import type { ClassScores } from './class-scores.ts';

const steps = 100;

/** The thresholds that can be looked at: every hundredth from 0 to 1. */
export const thresholds: readonly number[] = Array.from({ length: steps + 1 }, (_, step) => step / steps);

/**
 * What would be right and wrong if the class were said from each threshold on, counted over all rows of all replicates; a rate
 * is null where nothing is divided by. A score of exactly the threshold reaches it.
 */
export function thresholdRates(replicates: readonly ClassScores[]): ThresholdRates[] {
  const positives = new Int32Array(steps + 2);
  const negatives = new Int32Array(steps + 2);
  for (const { scores, positive } of replicates) {
    scores.forEach((score, row) => {
      const reached = thresholdsReached(score);
      const counts = positive[row] === 1 ? positives : negatives;
      counts[reached] = (counts[reached] ?? 0) + 1;
    });
  }
  const allPositive = positives.reduce((sum, count) => sum + count, 0);
  const allNegative = negatives.reduce((sum, count) => sum + count, 0);
  let truePositives = allPositive;
  let falsePositives = allNegative;
  return thresholds.map((_, step) => {
    truePositives -= positives[step] ?? 0;
    falsePositives -= negatives[step] ?? 0;
    return ratesOf({
      truePositives,
      falsePositives,
      trueNegatives: allNegative - falsePositives,
      falseNegatives: allPositive - truePositives,
    });
  });
}

/** How many of the thresholds the score reaches; predictions are stored as float32, so thresholds are read as such too. */
function thresholdsReached(score: number): number {
  let reached = Math.min(steps + 1, Math.max(0, Math.floor(score * steps) + 1));
  while (reached <= steps && score >= Math.fround(thresholds[reached] as number)) reached += 1;
  while (reached > 0 && score < Math.fround(thresholds[reached - 1] as number)) reached -= 1;
  return reached;
}

type Counts = Pick<ThresholdRates, 'truePositives' | 'falsePositives' | 'trueNegatives' | 'falseNegatives'>;

/** Precision, recall, specificity, F1 and accuracy of four counts. */
export function ratesOf(counts: Counts): ThresholdRates {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
  const positives = truePositives + falseNegatives;
  return {
    ...counts,
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, positives),
    specificity: ratio(trueNegatives, trueNegatives + falsePositives),
    f1: positives === 0 ? null : ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    accuracy: ratio(truePositives + trueNegatives, positives + trueNegatives + falsePositives),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
