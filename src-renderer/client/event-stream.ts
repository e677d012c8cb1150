import type { AppEvent } from '../../src-main/contract/event.ts';

interface EventStreamOptions {
  readonly emit: (event: AppEvent) => void;
  readonly since: (sequence: number) => Promise<{ events: AppEvent[]; complete: boolean }>;
  readonly connection: (connected: boolean) => void;
}

/**
 * Server-sent events without gaps: after a reconnection the missed ones are asked for, and where the service no longer
 * has them all a `hello` tells the page to read everything anew.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  #source: EventSource | null = null;
  #sequence = 0;
  #lost = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  open(): void {
    if (this.#source !== null) return;
    const source = new EventSource('events');
    source.onmessage = (message) => this.#receive(JSON.parse(String(message.data)) as AppEvent);
    source.onerror = () => this.#lose();
    source.onopen = () => void this.#recover();
    this.#source = source;
  }

  #receive(event: AppEvent): void {
    if (event.kind === 'hello' && event.sequence < this.#sequence) this.#sequence = event.sequence;
    else if (event.sequence <= this.#sequence && event.kind !== 'hello') return;
    this.#sequence = event.sequence;
    this.#options.emit(event);
  }

  #lose(): void {
    if (!this.#lost) this.#options.connection(false);
    this.#lost = true;
    if (this.#source?.readyState !== EventSource.CLOSED) return;
    this.#source = null;
    setTimeout(() => this.open(), 2000);
  }

  async #recover(): Promise<void> {
    if (!this.#lost) return;
    this.#lost = false;
    this.#options.connection(true);
    try {
      const missed = await this.#options.since(this.#sequence);
      for (const event of missed.events) this.#receive(event);
      if (!missed.complete) this.#options.emit({ kind: 'hello', sequence: this.#sequence });
    } catch {
      this.#options.emit({ kind: 'hello', sequence: this.#sequence });
    }
  }
}
