import { AppError } from '../../../contract/error.ts';

/** A program that a slower engine may still run: an op without a kernel, or a step that needs values on the host. */
export function cannotCompile(message: string, op: string | null, cause?: unknown): AppError {
  const details = op === null ? { cannotCompile: true } : { cannotCompile: true, op };
  return new AppError('engine', message, cause === undefined ? { details } : { details, cause });
}

export function isCannotCompile(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'engine' && error.details?.['cannotCompile'] === true;
}
