import type { ClassCurvesView, Explanation } from '../../src-main/contract/explain.ts';
import { armId } from '../../src-main/contract/arm.ts';
import type { StudySpec } from '../../src-main/contract/study.ts';
import type { Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

/** What is explained: a task under an arm beside its twin, and of classes one against the others at a threshold. */
export class ExplainState {
  task = $state('');
  /** Empty before one is chosen. */
  arm = $state('');
  /** From this probability on the class is said; only looked at. */
  threshold = $state(0.5);
  readonly result = new Resource<Explanation>();
  readonly #other = new Resource<ClassCurvesView>();
  readonly #client: Client;
  readonly #studyId: string;
  readonly arms: readonly string[];

  constructor(client: Client, studyId: string, spec: StudySpec) {
    this.#client = client;
    this.#studyId = studyId;
    this.task = spec.tasks[0]?.column ?? '';
    this.arms = spec.arms.map(armId);
  }

  /** The explanation of what is chosen, once it is there. */
  get shown(): Explanation | null {
    const value = this.result.value;
    return value !== null && value.task === this.task && value.arm === this.arm ? value : null;
  }

  /** The curves of the class that is looked at. */
  get curves(): ClassCurvesView | null {
    return this.#other.value ?? this.shown?.classification?.curves ?? null;
  }

  get curvesError(): string | null {
    return this.#other.error;
  }

  async choose(change: { task?: string; arm?: string }): Promise<void> {
    const { task = this.task, arm = this.arm } = change;
    if (task !== this.task) this.threshold = 0.5;
    this.task = task;
    this.arm = arm;
    this.#other.clear();
    await this.load();
  }

  async load(): Promise<void> {
    const input = { studyId: this.#studyId, task: this.task, arm: this.arm };
    await this.result.load(() => this.#client.call('explain.get', input));
  }

  /** Looks at another class against the others. */
  async chooseClass(positive: string): Promise<void> {
    if (positive === this.shown?.classification?.curves.positive) {
      this.#other.clear();
      return;
    }
    const input = { studyId: this.#studyId, task: this.task, arm: this.arm, positive };
    await this.#other.load(() => this.#client.call('explain.class', input));
  }
}
