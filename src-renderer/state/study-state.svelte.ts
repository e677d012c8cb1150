import type { ColumnType, Dataset } from '../../src-main/contract/dataset.ts';
import type { DesignCheck, Estimate, Problem } from '../../src-main/contract/design.ts';
import type { ColumnInput } from '../../src-main/contract/input-setting.ts';
import type { NetworkDrawing } from '../../src-main/contract/method.ts';
import type { Study, StudySpec } from '../../src-main/contract/study.ts';
import { errorMessage } from '../client/answer.ts';
import type { CallInput, Client } from '../client/client.ts';
import { AuditState } from './audit-state.svelte.ts';
import { EditHistory } from './edit-history.ts';
import { Resource } from './resource.svelte.ts';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed';

const saveDelayMs = 350;

/** The open study: its settings as edited here, saved by themselves, and what the service makes of them. */
export class StudyState {
  study: Study;
  spec: StudySpec;
  saveState = $state<SaveState>('saved');
  saveError = $state<string | null>(null);
  savedAt = $state.raw<Date | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);
  /** While the study moves to other data (types, embeddings); settings stand still meanwhile. */
  retyping = $state(false);
  readonly dataset = new Resource<Dataset>();
  readonly problems = new Resource<readonly Problem[]>();
  readonly inputs = new Resource<readonly ColumnInput[]>();
  readonly networks = new Resource<NetworkDrawing[]>();
  readonly check = new Resource<DesignCheck>();
  readonly audit: AuditState;
  readonly estimate = new Resource<Estimate>();
  /** Rises with every saved change: what the analyses above are read for. */
  revision = $state(0);
  readonly #client: Client;
  #history: EditHistory<StudySpec>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(client: Client, study: Study) {
    this.#client = client;
    this.audit = new AuditState(client, study.id);
    this.study = $state.raw(study);
    this.spec = $state.raw(study.spec);
    this.#history = new EditHistory(study.spec);
    this.savedAt = new Date(study.updatedAt);
  }

  get id(): string {
    return this.study.id;
  }

  /** Once started, a study's settings are what its numbers came from and stay as they are. */
  get frozen(): boolean {
    return this.study.status !== 'draft';
  }

  get errors(): readonly Problem[] {
    return (this.problems.value ?? []).filter((problem) => problem.severity === 'error');
  }

  async load(): Promise<void> {
    const datasetId = this.spec.dataset.id;
    await Promise.all([
      this.dataset.load(() => this.#client.call('dataset.get', { datasetId })),
      this.frozen ? Promise.resolve() : this.refreshProblems(),
    ]);
  }

  /** Changes the settings; `group` joins quick repeats of one control into one step of Undo. */
  edit(change: (spec: StudySpec) => StudySpec, group: string | null = null): void {
    if (this.frozen || this.retyping) return;
    this.#apply(this.#history.push(change(this.spec), group));
  }

  undo(): void {
    if (!this.frozen) this.#apply(this.#history.undo());
  }

  redo(): void {
    if (!this.frozen) this.#apply(this.#history.redo());
  }

  /** Resolves when every change made so far is stored. */
  async flush(): Promise<void> {
    if (this.#timer !== null) this.#save();
    await this.#saving;
    if (this.saveError !== null) throw new Error(this.saveError);
  }

  /** Takes over what the service now says of the study; an answer that was overtaken by a later one is dropped. */
  accept(study: Study): void {
    if (study.updatedAt < this.study.updatedAt) return;
    this.study = study;
    if (study.status !== 'draft' || this.saveState === 'saved') this.spec = study.spec;
  }

  async reload(): Promise<void> {
    this.accept(await this.#client.call('study.get', { studyId: this.id }));
  }

  async refreshProblems(): Promise<void> {
    await this.problems.load(() => this.#client.call('study.problems', { studyId: this.id }));
  }

  async refreshNetwork(): Promise<void> {
    await this.networks.load(() => this.#client.call('study.networks', { studyId: this.id }));
  }

  async refreshInputs(): Promise<void> {
    await this.inputs.load(() => this.#client.call('study.inputs', { studyId: this.id }));
  }

  async refreshCheck(): Promise<void> {
    await this.check.load(() => this.#client.call('study.check', { studyId: this.id }));
  }

  /** An audit has ended: what it found stands among the problems. */
  async refreshAudited(): Promise<void> {
    if (this.frozen) return;
    await Promise.all([this.refreshProblems(), this.check.value === null ? undefined : this.refreshCheck()]);
  }

  async measure(): Promise<void> {
    await this.estimate.load(() => this.#client.call('study.measure', { studyId: this.id }));
  }

  /** Reads the study's file again with these types; what was done before can no longer be undone. */
  async retype(columns: readonly string[], type: ColumnType): Promise<void> {
    const columnTypes = Object.fromEntries(columns.map((column) => [column, type]));
    await this.#moveData(() => this.#client.call('study.retype', { studyId: this.id, columnTypes }));
  }

  /** Adds the vectors that a model makes of a column; what was done before can no longer be undone. */
  async embed(request: Omit<CallInput<'study.embed'>, 'studyId'>): Promise<void> {
    await this.#moveData(() => this.#client.call('study.embed', { studyId: this.id, ...request }));
  }

  /** Follows the study to the data that the service moves it to; settings stand still meanwhile. */
  async #moveData(move: () => Promise<Study>): Promise<void> {
    if (this.frozen || this.retyping) return;
    this.retyping = true;
    try {
      await this.flush();
      const study = await move();
      await this.dataset.load(() => this.#client.call('dataset.get', { datasetId: study.spec.dataset.id }));
      this.#history = new EditHistory(study.spec);
      this.canUndo = false;
      this.canRedo = false;
      this.study = study;
      this.spec = study.spec;
      this.revision++;
      await this.refreshProblems();
    } finally {
      this.retyping = false;
    }
  }

  async dispose(): Promise<void> {
    await this.flush().catch(() => undefined);
  }

  /** Gives up what is not stored yet: the study is no more. */
  drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #apply(spec: StudySpec): void {
    if (spec === this.spec) return;
    this.spec = spec;
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
    this.saveState = 'waiting';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), saveDelayMs);
  }

  #save(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#saving = this.#saving.then(() => this.#send());
  }

  async #send(): Promise<void> {
    const spec = this.spec;
    this.saveState = 'saving';
    try {
      this.study = await this.#client.call('study.change', { studyId: this.id, spec });
      this.saveError = null;
      this.savedAt = new Date();
      this.saveState = this.#timer === null ? 'saved' : 'waiting';
      this.revision++;
      void this.refreshProblems();
    } catch (error) {
      this.saveError = errorMessage(error);
      this.saveState = 'failed';
    }
  }
}
