import { AppError, errorCodes, type ErrorCode } from '../../src-main/contract/error.ts';
import type { Answer } from '../../src-main/contract/shell.ts';

function isErrorCode(code: string): code is ErrorCode {
  return (errorCodes as readonly string[]).includes(code);
}

/** The value of an answer; an error that came as a value is thrown again as the AppError it was. */
export function openAnswer(answer: Answer): unknown {
  if (answer.ok) return answer.value;
  const { code, message, details } = answer.error;
  throw new AppError(isErrorCode(code) ? code : 'internal', message, details === undefined ? {} : { details });
}

/** What to show of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
