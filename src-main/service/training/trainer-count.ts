import { availableParallelism } from 'node:os';
import { AppError } from '../../contract/error.ts';

/** Trainer processes, and the threads that all of them together take at most: TANDEM_TRAINERS, else one for each core. */
export function trainerCount(): number {
  const given = process.env['TANDEM_TRAINERS'];
  if (given === undefined || given === '') return availableParallelism();
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw new AppError('bad-option', `invalid TANDEM_TRAINERS; must be an integer from 1 to 256: ${given}`);
  }
  return count;
}
