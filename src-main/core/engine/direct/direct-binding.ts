/** The addon of src-native. */
export interface DirectBinding {
  createPlan(code: Int32Array, constants: Uint8Array, arenaBytes: number): unknown;
  runPlan(
    plan: unknown,
    fed: readonly ArrayBufferView[],
    results: readonly ArrayBufferView[],
    from: number,
    count: number,
  ): void;
}
