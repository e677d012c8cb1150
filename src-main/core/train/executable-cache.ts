import type { EngineNotice, Executable } from '../engine/engine.ts';

interface Entry {
  readonly executable: Executable;
  readonly notices: readonly EngineNotice[];
}

/** Compiled programs by key; the one that was not used for longest is freed when there are too many. */
export class ExecutableCache {
  readonly #entries = new Map<string, Entry>();
  readonly #most: number;

  constructor(most = 24) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The entry of that key, made by `create` when there is none. */
  obtain(key: string, create: () => Entry): Entry {
    const entry = this.#entries.get(key) ?? create();
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const [oldest, { executable }] of this.#entries) {
      if (this.#entries.size <= this.#most) break;
      this.#entries.delete(oldest);
      executable.dispose();
    }
    return entry;
  }

  dispose(): void {
    for (const { executable } of this.#entries.values()) executable.dispose();
    this.#entries.clear();
  }
}
