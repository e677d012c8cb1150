import type { KeptModels, Prediction } from '../../src-main/contract/prediction.ts';
import type { ChosenFile, Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

/** The models that a study has kept, which of them predicts each task, and what they said of a file. */
export class ModelsState {
  readonly kept = new Resource<KeptModels>();
  readonly result = new Resource<Prediction>();
  /** The file that was predicted last, or is being predicted. */
  file = $state.raw<ChosenFile | null>(null);
  /** Whether input columns that a file lacks are read as missing values. */
  fillMissing = $state(false);
  /** Chosen by the user; the others follow the verdict. */
  #chosen = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #client: Client;
  readonly #studyId: string;

  constructor(client: Client, studyId: string) {
    this.#client = client;
    this.#studyId = studyId;
  }

  async load(): Promise<void> {
    await this.kept.load(() => this.#client.call('model.list', { studyId: this.#studyId }));
  }

  /** The arm that predicts each task. */
  get serve(): readonly { readonly task: string; readonly arm: string }[] {
    return (this.kept.value?.serve ?? []).flatMap(({ task, arm }) => {
      const used = this.#chosen.get(task) ?? arm;
      return used === null ? [] : [{ task, arm: used }];
    });
  }

  /** The arms that can predict a task, in the order of the study. */
  armsOf(task: string): readonly string[] {
    return (this.kept.value?.arms ?? []).filter(({ tasks }) => tasks.includes(task)).map(({ arm }) => arm);
  }

  /** Lets an arm predict a task; what was predicted of a file is predicted anew. */
  async choose(task: string, arm: string): Promise<void> {
    this.#chosen = new Map([...this.#chosen, [task, arm]]);
    if (this.file !== null) await this.predict(this.file);
  }

  /** Allows or refuses files that lack inputs; what was predicted of a file is predicted anew. */
  async allowAbsent(allowed: boolean): Promise<void> {
    this.fillMissing = allowed;
    if (this.file !== null) await this.predict(this.file);
  }

  async chooseFile(): Promise<void> {
    const file = await this.#client.call('shell.chooseFile', {});
    if (file !== null) await this.predict(file);
  }

  async predict(file: ChosenFile): Promise<void> {
    const [first] = this.serve;
    if (first === undefined) return;
    this.file = file;
    const arms = Object.fromEntries(this.serve.map(({ task, arm }) => [task, arm]));
    await this.result.load(() =>
      this.#client.call('prediction.run', {
        ...{ studyId: this.#studyId, arm: first.arm, arms },
        ...{ fileToken: file.fileToken, options: {}, fillMissing: this.fillMissing },
      }),
    );
  }
}
