import { AppError } from '../../contract/error.ts';
import type { TaskType } from '../../contract/study.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { crossEntropy } from './cross-entropy.ts';
import { huber } from './huber.ts';
import type { Loss } from './loss.ts';
import { squaredError } from './squared-error.ts';

/** Every loss; the first that fits a task type is its default. */
export const losses: readonly Loss[] = [squaredError, huber, binaryCrossEntropy, crossEntropy];

/** The losses that fit a task type, its default first. */
export function lossesFor(type: TaskType): readonly Loss[] {
  return losses.filter((loss) => loss.description.taskTypes.includes(type));
}

/** The loss that a new task of this type gets. */
export function defaultLoss(type: TaskType): Loss {
  const loss = lossesFor(type)[0];
  if (loss === undefined) throw new Error(`no loss for task type ${type}`);
  return loss;
}

/** The loss of that id. Throws AppError `bad-option` when there is none. */
export function findLoss(id: string): Loss {
  const loss = losses.find((candidate) => candidate.description.id === id);
  if (loss === undefined) {
    const known = losses.map((candidate) => candidate.description.id).join(', ');
    throw new AppError('bad-option', `unknown loss; choose one of ${known}: ${id}`);
  }
  return loss;
}
