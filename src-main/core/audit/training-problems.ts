import type { Problem } from '../../contract/design.ts';
import { problem, type StudyFacts } from './study-facts.ts';

/** Training settings that cannot do what they say, and a study that would not fit into memory. */
export function findTrainingProblems(facts: StudyFacts): Problem[] {
  const { spec, splits } = facts;
  const problems: Problem[] = [];
  const { batchSize, epochs, patience } = spec.training;
  const trainRows = splits == null ? null : Math.min(...splits.map((split) => split.train.length));
  if (trainRows !== null && batchSize > trainRows) {
    const message = `the batch size ${batchSize} is larger than the ${trainRows} training rows; every step takes all of them`;
    problems.push(problem('note', 'design', 'batch-beyond-rows', null, message));
  }
  if (patience !== null && patience >= epochs) {
    const message = `the patience of ${patience} epochs is never reached in ${epochs} epochs; training does not stop early`;
    problems.push(problem('note', 'design', 'patience-beyond-epochs', null, message));
  }
  return [...problems, ...memoryProblems(facts)];
}

/** What does not fit even one cohort at a time to a trainer. */
function memoryProblems({ memory }: StudyFacts): Problem[] {
  if (memory == null || memory.neededBytes <= memory.limitBytes) return [];
  const { neededBytes, aloneBytes, limitBytes, trainers } = memory;
  const first =
    trainers > 1 && aloneBytes <= limitBytes
      ? `set TANDEM_TRAINERS=1, which takes ${gigabytes(aloneBytes)} GB, or `
      : '';
  const at = trainers > 1 ? ` with ${trainers} trainers` : '';
  const message = `the study needs about ${gigabytes(neededBytes)} GB of memory${at} and ${gigabytes(limitBytes)} GB are there, although its runs are trained in turn; ${first}use narrower layers, a smaller batch, fewer tasks or fewer rows`;
  return [problem('error', 'design', 'too-much-memory', null, message)];
}

function gigabytes(bytes: number): string {
  return bytes >= 1e10 ? String(Math.round(bytes / 1e9)) : (bytes / 1e9).toPrecision(2);
}
