import type { TrainingEvent } from '../contract/training.ts';

export type TimedStage = 'compile' | 'train' | 'evaluate';

type Interval = readonly [from: number, to: number];

const stageOf = { compiled: 'compile', epochs: 'train', evaluated: 'evaluate' } as const;

/** When trainers were in which stage, told by their events as they arrive. Times in seconds from any fixed moment. */
export class StageClock {
  readonly #intervals: Record<TimedStage, Interval[]> = { compile: [], train: [], evaluate: [] };

  note(event: TrainingEvent, now: number): void {
    if (event.kind === 'compiled' || event.kind === 'epochs' || event.kind === 'evaluated') {
      this.#intervals[stageOf[event.kind]].push([now - event.seconds, now]);
    }
  }

  /** Seconds in which at least one trainer was in one of the stages. */
  wallSeconds(...stages: readonly TimedStage[]): number {
    return lengthOfUnion(stages.flatMap((stage) => this.#intervals[stage]));
  }
}

function lengthOfUnion(intervals: readonly Interval[]): number {
  let [length, end] = [0, -Infinity];
  for (const [from, to] of intervals.toSorted((one, other) => one[0] - other[0])) {
    length += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return length;
}
