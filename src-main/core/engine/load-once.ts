import { AppError } from '../../contract/error.ts';

/** What is loaded into this process at the first call. A failure is final: every call throws the same. */
export class LoadOnce<T> {
  readonly #load: () => T;
  readonly #describe: DescribeFailure;
  #loaded: { readonly value: T } | null = null;
  #failure: AppError | null = null;

  constructor(load: () => T, describe: DescribeFailure) {
    this.#load = load;
    this.#describe = describe;
  }

  /** What has been loaded; null before. */
  get loaded(): T | null {
    return this.#loaded?.value ?? null;
  }

  /** Loads it where it is not; throws AppError where it cannot be had. */
  load(): T {
    if (this.#failure !== null) throw this.#failure;
    try {
      this.#loaded ??= { value: this.#load() };
      return this.#loaded.value;
    } catch (error) {
      this.#failure = failureOf(error, this.#describe);
      throw this.#failure;
    }
  }
}

/** Makes an AppError of a reason, one line long, and what was thrown. */
export type DescribeFailure = (reason: string, cause: unknown) => AppError;

/** What was thrown, where it says itself what to do; else as `describe` has it. */
export function failureOf(error: unknown, describe: DescribeFailure): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return describe(message.trim().split('\n')[0] ?? '', error);
}
