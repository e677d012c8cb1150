import type { ErrorCode } from '../../contract/error.ts';

export const done = 0;
export const interrupted = 130;

const wrongUse: readonly ErrorCode[] = ['wrong-use', 'bad-option', 'not-found'];
const badInput: readonly ErrorCode[] = ['bad-file', 'bad-data', 'impossible-study', 'invalid-input', 'too-large'];

/** 1 the work failed, 2 wrong use, 3 bad input, 130 interrupted. */
export function exitCodeOf(code: ErrorCode): number {
  if (wrongUse.includes(code)) return 2;
  if (badInput.includes(code)) return 3;
  return code === 'cancelled' ? interrupted : 1;
}
