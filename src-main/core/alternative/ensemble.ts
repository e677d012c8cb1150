import type { Alternative } from '../../contract/method.ts';
import type { AlternativeModel } from './alternative.ts';
import { multiplyAdds, narrow, networkEnds } from './narrow.ts';
import { combineOutcome, isOwnedBy } from './outcome.ts';
import type { StageTrainer } from './stage-trainer.ts';
import type { StagedStudy } from './staged.ts';
import type { Candidate, Outcome, Stage } from './stage.ts';

/** Seeds of members lie this far apart; a study has at most a hundred. Member 0 has the seed of the twin. */
const seedStride = 10_000;

const parameters: Alternative['parameters'] = [
  {
    name: 'members',
    label: 'Members',
    meaning: 'Networks a task, whose predictions are averaged.',
    default: 3,
    minimum: 2,
    maximum: 16,
    perTask: false,
    integer: true,
  },
];
const reference =
  'Lakshminarayanan, Pritzel and Blundell (2017). Simple and scalable predictive uncertainty estimation using deep ensembles. NeurIPS.';

/** Narrower members, each trained in full. */
export const ensemble = createEnsemble(
  {
    id: 'ensemble',
    name: 'Ensemble of narrow twins',
    description:
      'Each task gets several single-task networks with other initial weights and other batches, and the mean of their predictions. The layers are narrowed until all members together take no more multiplications a step than one twin.',
    whenToUse: 'To see whether the compute of a multi-task model is better spent on averaging single-task ones.',
    formula: '\\hat y_t = \\frac{1}{M} \\sum_{m=1}^{M} f_{t,m}(x)',
    compute: 'As much as the twins: M networks a task with about 1/M of the multiply-adds, the same epochs.',
    reference,
    parameters,
  },
  false,
);

/** Members of full width, each trained for a share of the epochs. */
export const ensembleShort = createEnsemble(
  {
    id: 'ensemble-short',
    name: 'Ensemble of short twins',
    description:
      'Each task gets several single-task networks with other initial weights and other batches, and the mean of their predictions. Each member is as wide as a twin and is trained for its share of the epochs.',
    whenToUse: 'Beside the ensemble of narrow twins, where a narrow network would be too small.',
    formula: '\\hat y_t = \\frac{1}{M} \\sum_{m=1}^{M} f_{t,m}(x)',
    compute: 'As much as the twins: M networks a task with 1/M of the epochs each, the same layers.',
    reference,
    parameters,
  },
  true,
);

function createEnsemble(description: Alternative, isShort: boolean): AlternativeModel {
  return {
    description,
    refuse(spec, given) {
      const members = given['members'] as number;
      if (!isShort || spec.training.epochs >= members) return null;
      return `needs an epoch for each of its ${members} members; give the study more epochs: ${spec.training.epochs}`;
    },
    way: {
      kind: 'staged',
      width: (tasks, given) => tasks * (given['members'] as number),
      trainings: (tasks) => tasks,
      train: (study, stages) => trainEnsemble(study, stages, isShort),
    },
  };
}

async function trainEnsemble(study: StagedStudy, stages: StageTrainer, isShort: boolean): Promise<Outcome[]> {
  const { spec, encoding, runs } = study;
  const members = study.parameters['members'] as number;
  const { inputs, outputs } = networkEnds(encoding);
  const costOf = (widths: readonly number[]): number =>
    outputs.reduce((total, own) => total + multiplyAdds(inputs, widths, own), 0);
  const { widths: full } = spec.network;
  const widths = isShort ? full : narrow(spec.network, costOf(full), (tried) => members * costOf(tried));
  const all = spec.tasks.map((_, task) => task);
  const stage: Stage = {
    epochs: isShort ? Math.floor(spec.training.epochs / members) : spec.training.epochs,
    widths,
    candidates: runs.flatMap((owner) =>
      all.flatMap((task) =>
        Array.from({ length: members }, (_, member): Candidate => ({
          ...{ split: owner.split, seed: owner.seed + seedStride * member, owner },
          tasks: [task],
        })),
      ),
    ),
  };
  const trained = await stages.train(stage, true);
  const predictions = stages.predict({ widths }, trained, 'test');
  const choices = {
    members: `${members} a task`,
    layers: widths.join(', '),
    epochs: String(stage.epochs),
  };
  return runs.map((owner) =>
    combineOutcome(
      owner,
      all.map((task) =>
        trained.flatMap((one, index) =>
          isOwnedBy(one, owner) && one.tasks.includes(task)
            ? [{ trained: one, prediction: predictions[index]?.[task] as Float32Array }]
            : [],
        ),
      ),
      choices,
    ),
  );
}
