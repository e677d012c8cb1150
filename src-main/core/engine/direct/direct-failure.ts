import { AppError } from '../../../contract/error.ts';

export const directRemedy =
  'Run "npm start" once on a machine with g++ or clang++: it compiles the direct engine. Training works without it, slower.';

/** The AppError `engine` of a direct engine that cannot be had: why, and what to do. */
export function directFailure(reason: string, remedy = directRemedy, cause?: unknown): AppError {
  return new AppError('engine', `The direct engine could not be loaded: ${reason}. ${remedy}`, {
    details: { reason, remedy },
    ...(cause === undefined ? {} : { cause }),
  });
}
