import { AppError } from '../../src-main/contract/error.ts';
import type { LabResult, LabScenario, LabSettings, LabTheory } from '../../src-main/contract/lab.ts';
import { errorMessage } from '../client/answer.ts';
import type { Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

/** A training begins when a slider has rested this long; a newer one stops it. */
const restMs = 60;

/** The principles lab: which scenario is open, how its sliders stand, and what is known at these settings. */
export class LabState {
  readonly scenarios = new Resource<readonly LabScenario[]>();
  name = $state<string | null>(null);
  theory = $state.raw<LabTheory | null>(null);
  result = $state.raw<LabResult | null>(null);
  error = $state<string | null>(null);
  /** Whether what is trained belongs to earlier settings. */
  training = $state(false);
  /** What differs from the defaults, by scenario: a scenario that is opened again stands as it was left. */
  #changes = $state.raw<Readonly<Record<string, LabSettings>>>({});
  readonly #client: Client;
  readonly #visitor = crypto.randomUUID();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #turn = 0;
  #reading = false;
  #readAgain = false;

  constructor(client: Client) {
    this.#client = client;
  }

  get scenario(): LabScenario | null {
    return this.scenarios.value?.find((scenario) => scenario.name === this.name) ?? null;
  }

  /** Every setting of the open scenario. */
  get settings(): LabSettings {
    const defaults = (this.scenario?.settings ?? []).map((setting) => [setting.name, setting.default]);
    return { ...Object.fromEntries(defaults), ...this.#changes[this.name ?? ''] };
  }

  get isChanged(): boolean {
    return Object.keys(this.#changes[this.name ?? ''] ?? {}).length > 0;
  }

  async load(): Promise<void> {
    if (this.scenarios.value === null) await this.scenarios.load(() => this.#client.call('lab.list', {}));
    if (this.scenario === null) this.open(this.scenarios.value?.[0]?.name ?? null);
    else if (this.result === null && !this.training) this.#renew();
  }

  /** Shows a scenario as it was left. */
  open(name: string | null): void {
    if (name === this.name && this.theory !== null) return;
    this.name = name;
    this.theory = null;
    this.result = null;
    this.error = null;
    if (this.scenario !== null) this.#renew();
  }

  /** Takes new values; the closed form follows at once, what is trained when the slider rests. */
  change(values: LabSettings): void {
    const { name } = this;
    if (name === null) return;
    this.#changes = { ...this.#changes, [name]: { ...this.#changes[name], ...values } };
    this.#renew();
  }

  reset(): void {
    const { name } = this;
    if (name === null) return;
    this.#changes = Object.fromEntries(Object.entries(this.#changes).filter(([key]) => key !== name));
    this.#renew();
  }

  #renew(): void {
    this.#turn++;
    this.training = true;
    void this.#readTheory();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#train(), restMs);
  }

  /** One question at a time: while one is under way only the newest settings wait. */
  async #readTheory(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    this.#reading = true;
    do {
      this.#readAgain = false;
      await this.#readOnce();
    } while (this.#readAgain);
    this.#reading = false;
  }

  async #readOnce(): Promise<void> {
    const { name, settings } = this;
    if (name === null) return;
    try {
      const theory = await this.#client.call('lab.theory', { name, settings });
      if (this.name === name) this.theory = theory;
    } catch (error) {
      if (this.name === name) this.error = errorMessage(error);
    }
  }

  async #train(): Promise<void> {
    const { name, settings } = this;
    if (name === null) return;
    const turn = this.#turn;
    try {
      const result = await this.#client.call('lab.train', { name, settings, visitor: this.#visitor });
      if (turn !== this.#turn) return;
      this.result = result;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn || (error instanceof AppError && error.code === 'cancelled')) return;
      this.error = errorMessage(error);
      this.result = null;
    }
    this.training = false;
  }
}
