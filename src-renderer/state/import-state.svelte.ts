import {
  refusedPartSchema,
  type ColumnType,
  type Combination,
  type FileParts,
  type ImportFormat,
  type ImportOptions,
  type ImportWarning,
  type Preview,
} from '../../src-main/contract/dataset.ts';
import type { Study } from '../../src-main/contract/study.ts';
import { errorMessage } from '../client/answer.ts';
import type { ChosenFile, Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

export type ImportChoice = Partial<ImportOptions>;

/** A file on its way in: how it is read, and what that makes of it. */
export class ImportState {
  readonly file: ChosenFile;
  /** What was noticed between the files that this one was made of. */
  readonly notes: readonly ImportWarning[];
  /** Files that came with this one, to be stacked or joined. */
  readonly others: readonly ChosenFile[];
  options = $state.raw<ImportChoice>({});
  readonly preview = new Resource<Preview>();
  /** Members, sheets or tables, also while the one that was chosen cannot be read. */
  parts = $state.raw<readonly FileParts[]>([]);
  /** What the file was found to be, where that is known. */
  format = $state<ImportFormat | null>(null);
  importing = $state(false);
  importError = $state<string | null>(null);
  stage = $state<{ readonly name: string; readonly fraction: number } | null>(null);
  readonly #client: Client;

  constructor(
    client: Client,
    file: ChosenFile,
    notes: readonly ImportWarning[] = [],
    others: readonly ChosenFile[] = [],
  ) {
    this.others = others;
    this.#client = client;
    this.file = file;
    this.notes = notes;
  }

  async load(): Promise<void> {
    const { fileToken } = this.file;
    await this.preview.load(async () => {
      try {
        const preview = await this.#client.call('dataset.preview', { fileToken, options: this.options });
        this.#take(preview.parts, preview.description.options.format);
        return preview;
      } catch (error) {
        const refused = refusedPartSchema.safeParse(error);
        if (refused.success) this.#take(refused.data.details.parts, refused.data.details.format);
        throw error;
      }
    });
  }

  #take(parts: readonly FileParts[], format: ImportFormat): void {
    this.parts = parts;
    this.format = format;
  }

  async change(options: ImportChoice): Promise<void> {
    this.options = { ...this.options, ...options };
    this.importError = null;
    await this.load();
  }

  /** Another part has other columns: types that were set go with the part before. */
  async choosePart(kind: FileParts['kind'], name: string): Promise<void> {
    const deeper = kind === 'member' ? { sheet: null, table: null } : {};
    await this.change({ ...deeper, [kind]: name, query: null, columnTypes: {} });
  }

  async setTypes(columns: readonly string[], type: ColumnType): Promise<void> {
    const columnTypes = { ...this.options.columnTypes };
    for (const column of columns) columnTypes[column] = type;
    await this.change({ columnTypes });
  }

  /** Reads a text as missing, beside those that are so already. */
  async addMissing(token: string): Promise<void> {
    const known = this.preview.value?.description.options.missingTokens ?? [''];
    await this.change({ missingTokens: [...known, token] });
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

  /** Stops what reads the file at the moment. */
  async stop(): Promise<void> {
    await this.#client.call('dataset.cancel', { fileToken: this.file.fileToken });
  }

  /** This file and others as one, to be read in its place. Throws where they do not fit together. */
  async combine(others: readonly ChosenFile[], combination: Combination): Promise<ImportState> {
    const files = [
      { fileToken: this.file.fileToken, options: this.options },
      ...others.map(({ fileToken }) => ({ fileToken, options: {} })),
    ];
    const { fileToken, name, warnings } = await this.#client.call('dataset.combine', { files, combination });
    return new ImportState(this.#client, { fileToken, name }, warnings);
  }
}
