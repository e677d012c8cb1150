import type { PairedReplicate, PairedTask } from '../../../src-main/core/explain/paired-task.ts';
import type { ClassScores } from '../../../src-main/core/explain/class-scores.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';

interface Given {
  readonly split?: number;
  readonly seed?: number;
  readonly rows?: readonly number[];
  readonly targets: readonly number[];
  readonly twin: readonly number[];
  readonly arm: readonly number[];
}

/** One replicate; its rows are 0, 1, 2, ... where none are given. */
export function replicate({ split = 0, seed = 0, rows, targets, twin, arm }: Given): PairedReplicate {
  return {
    split,
    seed,
    rows: Int32Array.from(rows ?? targets.keys()),
    targets: Float64Array.from(targets),
    twin: Float64Array.from(twin),
    arm: Float64Array.from(arm),
  };
}

export function binaryTask(replicates: readonly PairedReplicate[]): PairedTask {
  return { type: 'binary', classes: ['no', 'yes'], replicates };
}

export function numberTask(replicates: readonly PairedReplicate[]): PairedTask {
  return { type: 'regression', classes: [], replicates };
}

/** Scores on a grid of `levels`, so that many are equal, and classes that lean on them. */
export function randomScores(seed: number, count: number, levels: number): ClassScores {
  const scores = Float64Array.from(
    { length: count },
    (_, row) => Math.floor(levels * uniformAt(seed, 0, row)) / levels,
  );
  const positive = Uint8Array.from(scores, (score, row) => (uniformAt(seed, 1, row) < 0.2 + 0.6 * score ? 1 : 0));
  return { scores, positive };
}

export function scoresOf(scores: readonly number[], positive: readonly number[]): ClassScores {
  return { scores: Float64Array.from(scores), positive: Uint8Array.from(positive) };
}
