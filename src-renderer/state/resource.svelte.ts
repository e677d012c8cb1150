import { errorMessage } from '../client/answer.ts';

/** Something fetched: its value, whether it is under way, and why it failed. Of overlapping loads only the last counts. */
export class Resource<Value> {
  value = $state.raw<Value | null>(null);
  error = $state<string | null>(null);
  busy = $state(false);
  #turn = 0;

  async load(read: () => Promise<Value>): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const value = await read();
      if (turn !== this.#turn) return;
      this.value = value;
      this.error = null;
    } catch (error) {
      if (turn === this.#turn) this.error = errorMessage(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  clear(): void {
    this.#turn++;
    this.value = null;
    this.error = null;
    this.busy = false;
  }
}
