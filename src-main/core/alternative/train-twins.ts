import { combineOutcome, isOwnedBy } from './outcome.ts';
import type { StageTrainer } from './stage-trainer.ts';
import type { StagedStudy } from './staged.ts';
import type { Candidate, Outcome } from './stage.ts';

/** A single-task network of each task with layers of these widths, trained as the study trains its twins. */
export async function trainTwins(
  { spec, runs }: Pick<StagedStudy, 'spec' | 'runs'>,
  stages: StageTrainer,
  widths: readonly number[],
  choices: Readonly<Record<string, string>>,
): Promise<Outcome[]> {
  const all = spec.tasks.map((_, task) => task);
  const candidates = runs.flatMap((owner) =>
    all.map((task): Candidate => ({ split: owner.split, seed: owner.seed, owner, tasks: [task] })),
  );
  const trained = await stages.train({ epochs: spec.training.epochs, widths, candidates }, true);
  const predictions = stages.predict({ widths }, trained, 'test');
  return runs.map((owner) => {
    const own = trained.flatMap((one, index) =>
      isOwnedBy(one, owner) ? [{ one, prediction: predictions[index] }] : [],
    );
    const perTask = own.map(({ one, prediction }, task) => [
      { trained: one, prediction: prediction?.[task] as Float32Array },
    ]);
    return combineOutcome(owner, perTask, { layers: widths.join(', '), ...choices });
  });
}
