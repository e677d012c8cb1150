import type { AlternativeModel } from './alternative.ts';
import { withNewHeads } from './head-start.ts';
import { combineOutcome, isOwnedBy } from './outcome.ts';
import type { StageTrainer } from './stage-trainer.ts';
import type { StagedStudy } from './staged.ts';
import type { Candidate, Outcome, Stage } from './stage.ts';

/** The layers of a multi-task network, then new heads on them. */
export const linearProbe: AlternativeModel = {
  description: {
    id: 'linear-probe',
    name: 'Linear probes',
    description:
      'A multi-task network is trained with equal weights; then its shared layers stay as they are, and every task gets a new linear head of its own, trained alone and stopped by its own validation loss.',
    whenToUse: 'To see whether the shared layers hold what a task needs, apart from how its head was trained.',
    formula: '\\hat y_t = W_t f_{\\theta}(x) + b_t, \\qquad \\theta\\ \\text{fixed}',
    compute:
      'One multi-task network for a share of the epochs, then a head a task for the rest: the steps of one twin each.',
    reference:
      'Alain and Bengio (2016). Understanding intermediate layers using linear classifier probes. arXiv 1610.01644.',
    parameters: [
      {
        name: 'share',
        label: 'Share of joint training',
        meaning: 'Part of the epochs that goes to the multi-task network; the new heads have the rest.',
        default: 0.5,
        minimum: 0.05,
        maximum: 0.95,
        perTask: false,
      },
    ],
  },
  refuse: (spec) =>
    spec.training.epochs < 2 ? `needs at least two epochs, one for each part: ${spec.training.epochs}` : null,
  way: {
    kind: 'staged',
    width: (tasks) => tasks,
    trainings: (tasks, given) => (given['share'] as number) + tasks * (1 - (given['share'] as number)),
    train: trainProbes,
  },
};

async function trainProbes(study: StagedStudy, stages: StageTrainer): Promise<Outcome[]> {
  const { spec, runs, parameters } = study;
  const { epochs } = spec.training;
  const first = Math.min(epochs - 1, Math.max(1, Math.round(epochs * (parameters['share'] as number))));
  const all = spec.tasks.map((_, task) => task);
  const joint = await stages.train(
    {
      epochs: first,
      candidates: runs.map((owner): Candidate => ({ split: owner.split, seed: owner.seed, owner, tasks: all })),
    },
    false,
  );
  const probing: Stage = {
    epochs: epochs - first,
    isFrozen: true,
    candidates: joint.flatMap(({ owner, split, seed, parameters: trained, failure }) =>
      all.map((task): Candidate => ({
        ...{ split, seed, owner },
        tasks: [task],
        initial: failure === null ? withNewHeads(study, trained, { split, seed }) : trained,
      })),
    ),
  };
  const probes = await stages.train(probing, true);
  const predictions = stages.predict({ isFrozen: true }, probes, 'test');
  return runs.map((owner) => {
    const own = probes.flatMap((one, index) =>
      isOwnedBy(one, owner) ? [{ one, prediction: predictions[index] }] : [],
    );
    const perTask = own.map(({ one, prediction }, task) => [
      { trained: one, prediction: prediction?.[task] as Float32Array },
    ]);
    return combineOutcome(owner, perTask, {});
  });
}
