import type { ColumnType, ImportOptions, Preview } from '../../src-main/contract/dataset.ts';
import type { Study } from '../../src-main/contract/study.ts';
import { errorMessage } from '../client/answer.ts';
import type { ChosenFile, Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

export type ImportChoice = Partial<ImportOptions>;

/** A file on its way in: how it is read, and what that makes of it. */
export class ImportState {
  readonly file: ChosenFile;
  options = $state.raw<ImportChoice>({});
  readonly preview = new Resource<Preview>();
  importing = $state(false);
  importError = $state<string | null>(null);
  stage = $state<{ readonly name: string; readonly fraction: number } | null>(null);
  readonly #client: Client;

  constructor(client: Client, file: ChosenFile) {
    this.#client = client;
    this.file = file;
  }

  async load(): Promise<void> {
    const { fileToken } = this.file;
    await this.preview.load(() => this.#client.call('dataset.preview', { fileToken, options: this.options }));
  }

  async change(options: ImportChoice): Promise<void> {
    this.options = { ...this.options, ...options };
    await this.load();
  }

  async setTypes(columns: readonly string[], type: ColumnType): Promise<void> {
    const columnTypes = { ...this.options.columnTypes };
    for (const column of columns) columnTypes[column] = type;
    await this.change({ columnTypes });
  }

  /** Imports the file and makes a draft study of it; null when it was refused, with the reason in `importError`. */
  async finish(): Promise<Study | null> {
    this.importing = true;
    this.importError = null;
    try {
      const { fileToken } = this.file;
      const dataset = await this.#client.call('dataset.import', { fileToken, options: this.options });
      return await this.#client.call('study.create', { datasetId: dataset.id });
    } catch (error) {
      this.importError = errorMessage(error);
      return null;
    } finally {
      this.importing = false;
      this.stage = null;
    }
  }
}
