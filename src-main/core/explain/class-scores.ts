import { evaluationOf, type PairedReplicate, type PairedTask, type Side } from './paired-task.ts';

/** One class against all others: its stated probability in each of n rows, and whether it is the true one. */
export interface ClassScores {
  /** [n] */
  readonly scores: Float64Array;
  /** [n] 1 where the row is of the class. */
  readonly positive: Uint8Array;
}

/** What one side of a replicate said of the class; of two classes the first has what is left of the second. */
export function classScores(task: PairedTask, replicate: PairedReplicate, side: Side, wanted: number): ClassScores {
  const { predictions, targets, classCount, count } = evaluationOf(task, replicate, side);
  const scores = new Float64Array(count);
  const positive = new Uint8Array(count);
  for (let row = 0; row < count; row += 1) {
    const stated = predictions[row * classCount + (task.type === 'binary' ? 0 : wanted)] as number;
    scores[row] = task.type === 'binary' && wanted === 0 ? 1 - stated : stated;
    positive[row] = targets[row] === wanted ? 1 : 0;
  }
  return { scores, positive };
}
