import type { Stage } from '../contract/live.ts';
import type { StudySpec } from '../contract/study.ts';
import type { TrainingEvent } from '../contract/training.ts';
import type { Run } from '../contract/run.ts';
import { StageClock } from './stage-clock.ts';
import { runKey } from './training-material.ts';

/** How far a running study is; told by its training events, asked by the Run screen. */
export class Execution {
  readonly studyId: string;
  readonly startedAtMs: number;
  /** Of earlier starts. */
  readonly #elapsedBefore: number;
  readonly #epochs: number;
  /** Share of each run that is done. */
  readonly #shares = new Map<string, number>();
  readonly #now: () => number;
  stage: Stage = 'preparing';
  /** Seconds spent on writing to the workspace. */
  storeSeconds = 0;
  readonly clock = new StageClock();
  #newsAtMs: number;
  #trainingFrom: { readonly atMs: number; readonly fraction: number } | null = null;
  #steps = 0;

  constructor(
    study: { id: string; elapsedSeconds: number; spec: StudySpec },
    now: () => number = Date.now,
    startedAtMs = now(),
  ) {
    this.studyId = study.id;
    this.#now = now;
    this.startedAtMs = startedAtMs;
    this.#newsAtMs = this.startedAtMs;
    this.#elapsedBefore = study.elapsedSeconds;
    this.#epochs = study.spec.training.epochs;
  }

  /** What is stored of the runs when training begins. */
  begin(runs: readonly Run[]): void {
    for (const run of runs) this.#shares.set(runKey(run), shareOf(run, this.#epochs));
  }

  /** `toldAtMs` is when the trainer told it. */
  note(event: TrainingEvent, toldAtMs = this.#now()): void {
    this.#newsAtMs = toldAtMs;
    this.clock.note(event, this.#newsAtMs / 1000);
    if (event.kind === 'compiled' || event.kind === 'epochs') {
      this.#trainingFrom ??= { atMs: toldAtMs, fraction: this.fraction };
      this.stage = 'training';
    }
    if (event.kind === 'epochs') {
      const done = (event.fromEpoch + event.count) / this.#epochs;
      for (const key of event.replicas) this.#shares.set(runKey(key), done);
      this.#steps += event.count * event.stepsPerEpoch * event.replicas.length;
    } else if (event.kind === 'evaluated') {
      for (const run of event.runs) this.#shares.set(runKey(run), 1);
    }
  }

  /** Share of the planned training, 0 to 1. */
  get fraction(): number {
    if (this.#shares.size === 0) return 0;
    let total = 0;
    for (const share of this.#shares.values()) total += share;
    return Math.min(1, total / this.#shares.size);
  }

  get elapsedSeconds(): number {
    return this.#elapsedBefore + (this.#now() - this.startedAtMs) / 1000;
  }

  /** Null until there is enough to judge by. */
  get etaSeconds(): number | null {
    const from = this.#trainingFrom;
    if (from === null) return null;
    const gained = this.fraction - from.fraction;
    return gained < 0.01 ? null : ((1 - this.fraction) * (this.#now() - from.atMs)) / 1000 / gained;
  }

  /** Training steps of all runs together, in a second. */
  get stepsPerSecond(): number | null {
    const seconds = this.#trainingFrom === null ? 0 : (this.#now() - this.#trainingFrom.atMs) / 1000;
    return this.#steps === 0 || seconds < 0.05 ? null : this.#steps / seconds;
  }

  get secondsWithoutNews(): number {
    return (this.#now() - this.#newsAtMs) / 1000;
  }

  /** Epochs done by the average run. */
  get epoch(): number {
    return Math.floor(this.fraction * this.#epochs);
  }
}

/** Share of a stored run that is done: a run that has ended counts as whole, however early it stopped. */
export function shareOf(run: Run, epochs: number): number {
  if (run.status === 'completed' || run.status === 'failed' || run.status === 'cancelled') return 1;
  return Math.min(1, run.epochsTrained / epochs);
}
