import { AppError } from '../../src-main/contract/error.ts';

/** The error with which something is refused; what is not refused, or fails in another way, is a fault of the test. */
export function refusal(compute: () => unknown): AppError {
  try {
    compute();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
