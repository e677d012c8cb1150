import type { Sample } from '../../src-main/contract/application.ts';
import type { StudySummary } from '../../src-main/contract/study.ts';
import type { Client } from '../client/client.ts';
import type { Messages } from './messages.svelte.ts';
import { Resource } from './resource.svelte.ts';

/** Every study and sample there is. */
export class Library {
  readonly samples = new Resource<readonly Sample[]>();
  readonly studies = new Resource<readonly StudySummary[]>();
  readonly archived = new Resource<readonly StudySummary[]>();
  readonly #client: Client;
  readonly #messages: Messages;
  /** Studies whose archiving can be undone, the last one last, each with the message that offers it. */
  readonly #archivings = new Map<string, number>();

  constructor(client: Client, messages: Messages) {
    this.#client = client;
    this.#messages = messages;
  }

  async load(): Promise<void> {
    await Promise.all([this.samples.load(() => this.#client.call('sample.list', {})), this.reload()]);
  }

  async reload(): Promise<void> {
    await Promise.all([
      this.studies.load(() => this.#client.call('study.list', { archived: false })),
      this.archived.load(() => this.#client.call('study.list', { archived: true })),
    ]);
  }

  isArchived(studyId: string): boolean {
    return this.archived.value?.some(({ id }) => id === studyId) === true;
  }

  async archive(studyId: string, name: string): Promise<void> {
    await this.#client.call('study.archive', { studyId, archived: true });
    await this.reload();
    const undo = { label: 'Undo', run: () => void this.restore(studyId) };
    this.#archivings.set(studyId, this.#messages.note(`${name} is archived.`, undo));
  }

  async restore(studyId: string): Promise<void> {
    await this.#client.call('study.archive', { studyId, archived: false });
    this.forget(studyId);
    await this.reload();
  }

  /** There is no archiving of this study to undo any more. */
  forget(studyId: string): void {
    const message = this.#archivings.get(studyId);
    if (message !== undefined) this.#messages.dismiss(message);
    this.#archivings.delete(studyId);
  }

  async undoArchive(): Promise<void> {
    const last = [...this.#archivings.keys()].at(-1);
    if (last !== undefined) await this.restore(last);
  }

  async star(studyId: string, starred: boolean): Promise<void> {
    await this.#client.call('study.star', { studyId, starred });
    await this.reload();
  }

  async rename(studyId: string, name: string): Promise<void> {
    await this.#client.call('study.rename', { studyId, name });
    await this.reload();
  }
}
