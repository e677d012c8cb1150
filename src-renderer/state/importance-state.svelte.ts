import { AppError } from '../../src-main/contract/error.ts';
import type { AppEvent } from '../../src-main/contract/event.ts';
import { defaultRepeats, type Importance, type ImportanceRequest } from '../../src-main/contract/importance.ts';
import type { Client, Dispose } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

/** Which inputs an arm and the twin of a task rely on: what is known of it, and how far it is while it is computed. */
export class ImportanceState {
  /** Permutations of each input. */
  repeats = $state(defaultRepeats);
  /** Share that is done; null where nothing is under way. */
  progress = $state<number | null>(null);
  readonly #result = new Resource<Importance | null>();
  readonly #client: Client;
  readonly #choice: Omit<ImportanceRequest, 'repeats'>;

  constructor(client: Client, choice: Omit<ImportanceRequest, 'repeats'>) {
    this.#client = client;
    this.#choice = choice;
  }

  get value(): Importance | null {
    return this.#result.value;
  }

  get error(): string | null {
    return this.#result.error;
  }

  get busy(): boolean {
    return this.progress !== null;
  }

  /** Reads what is known and follows what is under way, until disposed. */
  listen(): Dispose {
    void this.#read();
    return this.#client.onEvent((event) => this.#receive(event));
  }

  async compute(): Promise<void> {
    this.progress = 0;
    const before = this.#result.value;
    await this.#result.load(async () => {
      try {
        return await this.#client.call('importance.run', this.#request);
      } catch (error) {
        if (error instanceof AppError && error.code === 'cancelled') return before;
        throw error;
      }
    });
    this.progress = null;
  }

  async cancel(): Promise<void> {
    await this.#client.call('importance.cancel', { studyId: this.#choice.studyId });
  }

  async chooseRepeats(repeats: number): Promise<void> {
    this.repeats = repeats;
    await this.#read();
  }

  get #request(): ImportanceRequest {
    return { ...this.#choice, repeats: this.repeats };
  }

  async #read(): Promise<void> {
    await this.#result.load(() => this.#client.call('importance.get', this.#request));
  }

  #receive(event: AppEvent): void {
    if (event.kind !== 'importance-progress') return;
    const { studyId, arm, task } = this.#choice;
    if (event.studyId !== studyId || event.arm !== arm || event.task !== task) return;
    if (event.fraction < 1) {
      this.progress = event.fraction;
      return;
    }
    // who began it elsewhere, on another screen or in another window, has its answer; here it is read
    if (!this.#result.busy) {
      this.progress = null;
      void this.#read();
    }
  }
}
