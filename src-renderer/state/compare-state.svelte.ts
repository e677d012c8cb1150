import type { ProcedureOutput } from '../../src-main/contract/procedure.ts';
import type { Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

export type Compared = ProcedureOutput<'comparison.get'>;

/** The comparison under the chosen baseline and metric. */
export class CompareState {
  /** Null is each task's single-task twin. */
  baseline = $state<string | null>(null);
  /** Null is each task's primary metric. */
  metric = $state<string | null>(null);
  readonly result = new Resource<Compared>();
  readonly #client: Client;
  readonly #studyId: string;

  constructor(client: Client, studyId: string) {
    this.#client = client;
    this.#studyId = studyId;
  }

  async load(): Promise<void> {
    const input = { studyId: this.#studyId, baseline: this.baseline, metric: this.metric };
    await this.result.load(() => this.#client.call('comparison.get', input));
  }

  async choose(choice: { baseline?: string | null; metric?: string | null }): Promise<void> {
    if (choice.baseline !== undefined) this.baseline = choice.baseline;
    if (choice.metric !== undefined) this.metric = choice.metric;
    await this.load();
  }
}
