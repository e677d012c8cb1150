import type { StudyDeletion, StudyHoldings } from '../../src-main/contract/deletion.ts';
import { errorMessage } from '../client/answer.ts';
import type { Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

export interface NamedStudy {
  readonly id: string;
  readonly name: string;
}

interface Surroundings {
  readonly client: Client;
  /** Forgets the study and passes the news on. */
  ondelete(studyId: string, news: string): Promise<void>;
  /** Says why it was not deleted, where the question is closed already. */
  onfail(reason: string): void;
}

/** The study that the user is asked about before it is deleted for good. */
export class Deletion {
  study = $state.raw<NamedStudy | null>(null);
  withData = $state(false);
  /** The id of the study that is being deleted. */
  deleting = $state<string | null>(null);
  error = $state<string | null>(null);
  readonly holdings = new Resource<StudyHoldings>();
  readonly #around: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
  }

  /** Whether the data may go too: nobody else is on them. */
  get mayTakeData(): boolean {
    return this.holdings.value?.dataset.otherStudies.length === 0;
  }

  get busy(): boolean {
    return this.deleting !== null;
  }

  async ask(study: NamedStudy): Promise<void> {
    this.study = study;
    this.withData = false;
    this.error = null;
    this.holdings.clear();
    await this.refresh(study.id);
  }

  /** Reads anew what the study holds, where it is the one that is asked about. */
  async refresh(studyId: string): Promise<void> {
    if (this.study?.id !== studyId) return;
    await this.holdings.load(() => this.#around.client.call('study.holdings', { studyId }));
  }

  close(): void {
    this.study = null;
  }

  /** Deletes the study; `say` puts what has become of it, and whether its data were to go too, into words. */
  async confirm(say: (deletion: StudyDeletion, isDataWished: boolean) => string): Promise<void> {
    const study = this.study;
    if (study === null || this.busy) return;
    this.deleting = study.id;
    this.error = null;
    try {
      const data = this.withData && this.mayTakeData;
      const deleted = await this.#around.client.call('study.delete', { studyId: study.id, data });
      if (this.study === study) this.close();
      await this.#around.ondelete(study.id, say(deleted, data));
    } catch (error) {
      if (this.study === study) this.error = errorMessage(error);
      else this.#around.onfail(errorMessage(error));
    } finally {
      this.deleting = null;
    }
  }
}
