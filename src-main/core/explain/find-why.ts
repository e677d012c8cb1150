import type { Cause } from '../../contract/cause.ts';
import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import type { WhyFinding } from '../../contract/explain.ts';
import { causeOfCosine, fitsReading, hasFewLabels, strongestOpponent } from '../compare/find-causes.ts';
import { sayCosines, sayLabels } from '../compare/say-clue.ts';
import { formatFixed, formatNumber } from '../compare/wording.ts';

/** What is stored of a training beside its scores, under one arm. */
export interface TrainingFacts {
  /** Labelled rows by task. */
  readonly labelCounts: Readonly<Record<string, number>>;
  /** Weights as applied, mean over epochs and replicates, by task; empty where the arm has none. */
  readonly taskWeights: Readonly<Record<string, number>>;
  /** Training losses of the first epoch, mean over replicates, by task; empty where there are none. */
  readonly firstLosses: Readonly<Record<string, number>>;
}

/** A task has a small weight below this part of an equal share. */
const smallPart = 0.5;
/** Losses are of unequal scale from this factor on. */
const largeFactor = 10;

/**
 * What was measured that can lie behind a task's verdict: gradients, labels, weights, scales. Each says what it found, also where
 * it found nothing; a cause is named only where it can explain how the task fared.
 */
export function findWhy(row: ComparisonRow, comparison: Comparison, facts: TrainingFacts): WhyFinding[] {
  const findings = [ofGradients(row, comparison), ofLabels(row, facts), ofWeights(row, facts), ofScales(row, facts)];
  return findings.map((finding) => ({
    ...finding,
    cause: finding.cause !== null && fitsReading(finding.cause, row.reading) ? finding.cause : null,
  }));
}

function ofGradients(row: ComparisonRow, comparison: Comparison): WhyFinding {
  const strongest = strongestOpponent(row, comparison);
  if (strongest === null)
    return { about: 'gradients', cause: null, sentence: 'No gradient cosines were recorded for this arm.' };
  const cause = causeOfCosine(strongest);
  if (cause !== 'aligned-gradients')
    return { about: 'gradients', cause, sentence: sayCosines(row.task, strongest, row.reading) };
  const other = strongest.taskA === row.task ? strongest.taskB : strongest.taskA;
  const sentence = `Its gradient agrees with those of the other tasks, least with that of ${other} (mean cosine ${formatFixed(strongest.mean, 2)}, opposed in ${formatFixed(100 * strongest.conflictRate, 0)} % of measured epochs).`;
  return { about: 'gradients', cause, sentence };
}

function ofLabels({ task, reading }: ComparisonRow, { labelCounts }: TrainingFacts): WhyFinding {
  const sentence = sayLabels(task, labelCounts, reading) ?? 'The numbers of labelled rows are not known.';
  return { about: 'labels', cause: hasFewLabels(task, labelCounts) ? 'few-labels' : null, sentence };
}

function ofWeights({ task }: ComparisonRow, { taskWeights }: TrainingFacts): WhyFinding {
  const own = taskWeights[task];
  const total = Object.values(taskWeights).reduce((sum, weight) => sum + weight, 0);
  if (own === undefined || !(total > 0)) {
    return { about: 'weights', cause: null, sentence: 'This arm applies no task weights that could favour one task.' };
  }
  const share = own / total;
  const equal = 1 / Object.keys(taskWeights).length;
  const percent = (value: number): string => `${formatFixed(100 * value, 0)} %`;
  const sentence = `Its loss had ${percent(share)} of the task weights, mean over epochs; an equal share is ${percent(equal)}.`;
  return { about: 'weights', cause: share < smallPart * equal ? 'small-weight' : null, sentence };
}

function ofScales({ task }: ComparisonRow, { firstLosses }: TrainingFacts): WhyFinding {
  const others = Object.entries(firstLosses).filter(([, loss]) => loss > 0);
  const own = firstLosses[task];
  if (own === undefined || !(own > 0) || others.length < 2) {
    return { about: 'scales', cause: null, sentence: 'No training losses were recorded for this arm.' };
  }
  const [largestTask, largest] = others.reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  const [smallestTask, smallest] = others.reduce((least, entry) => (entry[1] < least[1] ? entry : least));
  const factor = largest / smallest;
  const cause: Cause | null = factor >= largeFactor ? 'unequal-scales' : null;
  const meaning =
    cause === null
      ? `below ${largeFactor}, so that no task moves the shared layers by its scale alone`
      : `the larger loss moves the shared layers the more`;
  const sentence = `Training losses of the first epoch run from ${formatNumber(smallest)} (${smallestTask}) to ${formatNumber(largest)} (${largestTask}), a factor of ${formatNumber(factor, 2)}: ${meaning}.`;
  return { about: 'scales', cause, sentence };
}
