/** Every way in which Tandem refuses or fails. A code is stable; its message is for people. */
export const errorCodes = [
  'bad-file',
  'bad-data',
  'bad-option',
  'wrong-use',
  'invalid-input',
  'impossible-study',
  'not-found',
  'conflict',
  'forbidden',
  'unsupported',
  'too-large',
  'storage',
  'engine',
  'trainer',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error as it crosses a boundary: what, where (file, row, column), the value received, and what to do. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Record<string, unknown> | undefined;
}

/** An expected failure. Surprises are ordinary errors and become `internal` at the boundary. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
  }
}

/** Turns anything thrown into the record that crosses a boundary. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof AppError) {
    return error.details === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, details: error.details };
  }
  if (isRefusal(error)) {
    const issue = error.issues[0];
    const where = issue === undefined ? '' : issue.path.join('.');
    return { code: 'invalid-input', message: `invalid ${where || 'input'}: ${issue?.message ?? 'not as described'}` };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** What a schema throws; known by its form, so that who has no schemas need not load what makes them. */
function isRefusal(error: unknown): error is Error & {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
} {
  return error instanceof Error && 'issues' in error && Array.isArray(error.issues);
}

/** Rebuilds the error on the far side of a boundary. */
export function fromErrorRecord(record: ErrorRecord): AppError {
  return new AppError(record.code, record.message, record.details === undefined ? {} : { details: record.details });
}
