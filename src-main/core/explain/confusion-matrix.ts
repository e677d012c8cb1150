import { predictedClasses } from '../metric/confusion.ts';
import { evaluationOf, type PairedTask, type Side } from './paired-task.ts';

/** counts[true class][predicted class], over all rows of all replicates. */
export function confusionMatrix(task: PairedTask, side: Side): number[][] {
  const counts = task.classes.map(() => task.classes.map(() => 0));
  for (const replicate of task.replicates) {
    const evaluation = evaluationOf(task, replicate, side);
    predictedClasses(evaluation).forEach((predicted, row) => {
      const truth = counts[evaluation.targets[row] as number] as number[];
      truth[predicted] = (truth[predicted] as number) + 1;
    });
  }
  return counts;
}
