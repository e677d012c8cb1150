import type { TrainingEvent } from '../../contract/training.ts';

/** Hears what trainers tell, and when they told it, in milliseconds since 1970. */
export type TrainingListener = (event: TrainingEvent, toldAtMs: number) => void;

/** What a training tells before anybody may hear it. */
export class HeldEvents {
  #held: { readonly event: TrainingEvent; readonly toldAtMs: number }[] = [];
  #listener: TrainingListener | null = null;

  take(event: TrainingEvent): void {
    const toldAtMs = Date.now();
    if (this.#listener !== null) {
      this.#listener(event, toldAtMs);
      return;
    }
    // of a cohort's checkpoints, as large as its network, the last is enough
    if (event.kind === 'checkpoint') {
      this.#held = this.#held.filter(
        ({ event: other }) => other.kind !== 'checkpoint' || other.cohort !== event.cohort,
      );
    }
    this.#held.push({ event, toldAtMs });
  }

  /** What was held and what follows goes to the listener. */
  release(listener: TrainingListener): void {
    this.#listener = listener;
    for (const { event, toldAtMs } of this.#held.splice(0)) listener(event, toldAtMs);
  }
}
