import type { Dispose } from './client.ts';

/** A set of listeners for one kind of message. */
export class Listeners<Message> {
  readonly #listeners = new Set<(message: Message) => void>();

  add(listener: (message: Message) => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(message: Message): void {
    for (const listener of this.#listeners) listener(message);
  }
}
