import type { ProcedureInput, ProcedureOutput } from '../../src-main/contract/procedure.ts';
import type { StudySpec } from '../../src-main/contract/study.ts';
import { armId, twinId } from '../../src-main/contract/arm.ts';
import type { Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

export type Look = ProcedureInput<'comparison.view'>['view'];

/** A closer look at the comparison: which one, at what, and its figure. */
export class ComparisonLook {
  view = $state<Look>('pairwise');
  task = $state('');
  otherTask = $state('');
  arm = $state('');
  readonly figure = new Resource<ProcedureOutput<'comparison.view'>>();
  readonly #client: Client;
  readonly #studyId: string;
  readonly #spec: StudySpec;

  constructor(client: Client, studyId: string, spec: StudySpec) {
    this.#client = client;
    this.#studyId = studyId;
    this.#spec = spec;
    const [first, second] = spec.tasks;
    this.task = first?.column ?? '';
    this.otherTask = second?.column ?? '';
    this.arm = spec.arms[0] === undefined ? '' : armId(spec.arms[0]);
  }

  /** Tasks that the present look can be at. */
  get tasks(): readonly string[] {
    const tasks = this.#spec.tasks.filter((task) => this.view !== 'reliability' || task.type !== 'regression');
    return tasks.map((task) => task.column);
  }

  /** Looks that this study has something to show in. */
  get views(): readonly Look[] {
    const classes = this.#spec.tasks.some((task) => task.type !== 'regression');
    return [
      'pairwise',
      ...(this.#spec.tasks.length > 1 ? (['trade-off'] as const) : []),
      ...(classes ? (['reliability'] as const) : []),
      'churn',
    ];
  }

  async choose(change: { view?: Look; task?: string; otherTask?: string; arm?: string }): Promise<void> {
    Object.assign(this, change);
    const [first = ''] = this.tasks;
    if (!this.tasks.includes(this.task)) this.task = first;
    if (this.otherTask === this.task) this.otherTask = this.tasks.find((task) => task !== this.task) ?? '';
    if (change.view !== undefined) this.figure.clear();
    await this.load();
  }

  async load(): Promise<void> {
    await this.figure.load(() => this.#client.call('comparison.view', this.#input()));
  }

  #input(): ProcedureInput<'comparison.view'> {
    const studyId = this.#studyId;
    switch (this.view) {
      case 'pairwise':
        return { studyId, view: 'pairwise', task: this.task, metric: null };
      case 'trade-off':
        return { studyId, view: 'trade-off', tasks: [this.task, this.otherTask] };
      case 'reliability':
        return { studyId, view: 'reliability', task: this.task, arms: [twinId(this.task), this.arm] };
      case 'churn':
        return { studyId, view: 'churn' };
    }
  }
}
