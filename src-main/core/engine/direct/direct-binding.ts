/** The addon of src-native. */
export interface DirectBinding {
  /**
   * Reads a plan; the result is freed when it is no longer referred to.
   * @param size elements of four bytes that the plan needs for itself
   */
  createPlan(code: Int32Array, constants: Int32Array, size: number): unknown;
  /**
   * Runs it on what is fed, in place; gives what it computes in `results`, which must be as long as the plan says. So many
   * threads work on it at most, this one among them: the results are the same to the last bit. By default it works alone.
   */
  runPlan(plan: unknown, fed: readonly FedArray[], results: readonly FedArray[], threads?: number): void;
  /** Gives the memory of a plan back at once; it cannot run afterwards. */
  freePlan(plan: unknown): void;
  /** Whether products use the matrix tiles of the processor: it is compiled for them, and the system allows it. */
  readonly usesTiles: boolean;
}

/** Elements of four bytes. */
export type FedArray = Float32Array | Int32Array;
