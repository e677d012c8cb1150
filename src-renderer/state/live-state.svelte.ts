import type { LiveStudy } from '../../src-main/contract/live.ts';
import { errorMessage } from '../client/answer.ts';
import type { Client } from '../client/client.ts';

const redrawMs = 250;

/** The Run screen's content, read again when the service announces news, at most four times a second. */
export class LiveState {
  live = $state.raw<LiveStudy | null>(null);
  error = $state<string | null>(null);
  readonly #client: Client;
  readonly #studyId: string;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #readAt = 0;
  #reading = false;
  #again = false;
  #disposed = false;

  constructor(client: Client, studyId: string) {
    this.#client = client;
    this.#studyId = studyId;
  }

  /** There is news: read now, or when the quarter second is over. */
  announce(): void {
    if (this.#disposed || this.#timer !== null) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    const wait = Math.max(0, redrawMs - (Date.now() - this.#readAt));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.read();
    }, wait);
  }

  async read(): Promise<void> {
    this.#reading = true;
    this.#readAt = Date.now();
    try {
      const live = await this.#client.call('study.live', { studyId: this.#studyId });
      if (this.#disposed) return;
      this.live = live;
      this.error = null;
    } catch (error) {
      if (!this.#disposed) this.error = errorMessage(error);
    } finally {
      this.#reading = false;
      if (this.#again) {
        this.#again = false;
        this.announce();
      }
    }
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
