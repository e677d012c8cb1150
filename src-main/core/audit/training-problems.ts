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

/** Trainers that would not fit beside others, and what does not fit even one cohort at a time. */
function memoryProblems({ memory }: StudyFacts): Problem[] {
  if (memory == null) return [];
  const { neededBytes, wantedBytes, limitBytes, trainers, wanted } = memory;
  if (neededBytes > limitBytes) {
    const message = `the study needs about ${gigabytes(neededBytes)} GB of memory and ${gigabytes(limitBytes)} GB are there, although its runs are trained in turn; use narrower layers, a smaller batch, fewer tasks or fewer rows`;
    return [problem('error', 'design', 'too-much-memory', null, message)];
  }
  if (trainers === wanted) return [];
  const ways = trainers === 1 ? '1 trainer' : `${trainers} trainers`;
  const message = `${wanted} trainers at a time would need about ${gigabytes(wantedBytes)} GB of memory and ${gigabytes(limitBytes)} GB are there; the study is trained by ${ways}, with the same numbers`;
  return [problem('note', 'design', 'fewer-trainers', null, message)];
}

function gigabytes(bytes: number): string {
  return bytes >= 1e10 ? String(Math.round(bytes / 1e9)) : (bytes / 1e9).toPrecision(2);
}
