import type { AppEvent } from '../../src-main/contract/event.ts';
import type { Study } from '../../src-main/contract/study.ts';
import type { ChosenFile, Client } from '../client/client.ts';
import { ImportState } from './import-state.svelte.ts';

interface Surroundings {
  readonly client: Client;
  attempt(work: () => Promise<void>): Promise<void>;
  /** Leads to where a file on its way in is shown. */
  onshow(): void;
  onimport(study: Study): Promise<void>;
  /** Leads back to where the user was. */
  oncancel(): void;
}

/** Files on their way in: chosen, dropped or pasted, until one has become a study or is put away. */
export class Intake {
  incoming = $state.raw<ImportState | null>(null);
  readonly #around: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
  }

  async chooseFile(): Promise<void> {
    await this.#around.attempt(async () => {
      const file = await this.#around.client.call('shell.chooseFile', {});
      if (file !== null) await this.#read(file);
    });
  }

  /** Reads the first file; the others wait to be stacked below it or joined to it. */
  async dropFiles(files: readonly File[]): Promise<void> {
    await this.#around.attempt(async () => {
      const chosen: ChosenFile[] = [];
      for (const file of files) chosen.push(await this.#around.client.registerDroppedFile(file));
      const [first, ...others] = chosen;
      if (first !== undefined) await this.#read(first, others);
    });
  }

  /** Reads text that was pasted as a table. */
  async pasteTable(text: string): Promise<void> {
    await this.#around.attempt(async () => this.#read(await this.#around.client.call('dataset.paste', { text })));
  }

  /** Shows a file on its way in, in the place of the one before. */
  async show(incoming: ImportState): Promise<void> {
    this.incoming = incoming;
    this.#around.onshow();
    await incoming.load();
  }

  async finish(): Promise<void> {
    const study = await this.incoming?.finish();
    if (study !== undefined && study !== null) await this.#around.onimport(study);
  }

  /** The file's options are left. */
  cancel(): void {
    void this.incoming?.stop();
    this.putAway();
    this.#around.oncancel();
  }

  /** Shows the file no longer. */
  putAway(): void {
    this.incoming = null;
  }

  receive({ fileToken, stage, fraction }: Extract<AppEvent, { kind: 'import-progress' }>): void {
    if (this.incoming?.file.fileToken === fileToken) this.incoming.stage = { name: stage, fraction };
  }

  async #read(file: ChosenFile, others: readonly ChosenFile[] = []): Promise<void> {
    await this.show(new ImportState(this.#around.client, file, [], others));
  }
}
