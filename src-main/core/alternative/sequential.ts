import type { Alternative } from '../../contract/method.ts';
import type { AlternativeModel } from './alternative.ts';
import { bestOf, combineOutcome, isOwnedBy } from './outcome.ts';
import type { StageTrainer } from './stage-trainer.ts';
import type { StagedStudy } from './staged.ts';
import type { Candidate, Outcome, Stage } from './stage.ts';

const parameters: Alternative['parameters'] = [
  {
    name: 'share',
    label: 'Share of pretraining',
    meaning: 'Part of the epochs that goes to the source task; the target task has the rest.',
    default: 0.5,
    minimum: 0.05,
    maximum: 0.95,
    perTask: false,
  },
  {
    name: 'source',
    label: 'Source task',
    meaning:
      'Number of the task to pretrain on, in the order of the tasks; 0 tries every other task and chooses on validation rows.',
    default: 0,
    minimum: 0,
    maximum: 16,
    perTask: false,
    integer: true,
  },
];

const reference =
  'Yosinski et al. (2014). How transferable are features in deep neural networks? NeurIPS; Pruksachatkun et al. (2020). Intermediate-task transfer learning with pretrained language models: when and why does it work? ACL.';

/** Pretrained on one task, then all layers trained on the other with a smaller step. */
export const sequential = createSequential(
  {
    id: 'sequential',
    name: 'Sequential transfer',
    description:
      'Each task gets a single-task network that was trained on another task before: first on the source, then, all layers at a tenth of the learning rate, on the task itself. Of all sources the one with the least validation loss is taken.',
    whenToUse: 'To see whether learning tasks one after the other does what learning them together should.',
    formula:
      '\\theta_{A} = \\arg\\min L_A(\\theta), \\qquad \\theta_{B} = \\arg\\min L_B(\\theta)\\ \\text{from}\\ \\theta_{A}\\ \\text{at}\\ \\eta \\cdot 0.1',
    compute:
      'Every final network takes the steps of one twin, divided between source and target. Choosing among sources multiplies the second part by T − 1.',
    reference,
    parameters: [
      ...parameters,
      {
        name: 'rate',
        label: 'Learning rate on the target',
        meaning: 'Factor of the learning rate in the second part.',
        default: 0.1,
        minimum: 0.001,
        maximum: 1,
        perTask: false,
      },
    ],
  },
  false,
);

/** Pretrained on one task, then a new head on frozen layers. */
export const sequentialFrozen = createSequential(
  {
    id: 'sequential-frozen',
    name: 'Frozen sequential transfer',
    description:
      'As sequential transfer, but what the source task has learned stays as it is: on the task itself only a new head is trained. Of all sources the one with the least validation loss is taken.',
    whenToUse: 'To see how much of what one task needs another one has learned already.',
    formula: '\\hat y_B = W_B f_{\\theta_A}(x) + b_B, \\qquad \\theta_A\\ \\text{fixed}',
    compute:
      'Every final network takes the steps of one twin, divided between source and target. Choosing among sources multiplies the second part by T − 1.',
    reference,
    parameters,
  },
  true,
);

function createSequential(description: Alternative, isFrozen: boolean): AlternativeModel {
  return {
    description,
    refuse(spec, given) {
      const source = given['source'] as number;
      if (spec.tasks.length < 2) return 'needs at least two tasks, one to learn from; mark another task';
      if (spec.training.epochs < 2) return `needs at least two epochs, one for each part: ${spec.training.epochs}`;
      if (source > spec.tasks.length) return `invalid source; there are ${spec.tasks.length} tasks: ${source}`;
      return null;
    },
    way: {
      kind: 'staged',
      width: (tasks, given) => (given['source'] === 0 ? tasks * (tasks - 1) : tasks),
      trainings(tasks, given) {
        const share = given['share'] as number;
        return given['source'] === 0 ? tasks * share + tasks * (tasks - 1) * (1 - share) : share + tasks * (1 - share);
      },
      train: (study, stages) => trainSequential(study, stages, isFrozen),
    },
  };
}

async function trainSequential(study: StagedStudy, stages: StageTrainer, isFrozen: boolean): Promise<Outcome[]> {
  const { spec, runs, parameters: given } = study;
  const { epochs } = spec.training;
  const all = spec.tasks.map((_, task) => task);
  const fixed = given['source'] as number;
  const sources = fixed === 0 ? all : [fixed - 1];
  const first = Math.min(epochs - 1, Math.max(1, Math.round(epochs * (given['share'] as number))));
  const pretrained = await stages.train(
    {
      epochs: first,
      candidates: runs.flatMap((owner) => sources.map((task): Candidate => ({ ...keep(owner), owner, tasks: [task] }))),
    },
    false,
  );
  const tuning: Stage = {
    epochs: epochs - first,
    isFrozen,
    candidates: pretrained.flatMap(({ owner, split, seed, tasks, parameters: initial }) =>
      all
        .filter((task) => fixed !== 0 || !tasks.includes(task))
        .map((task): Candidate => ({
          ...{ split, seed, owner, initial },
          tasks: [task],
          ...(isFrozen ? {} : { rate: given['rate'] as number }),
        })),
    ),
  };
  const tuned = await stages.train(tuning, true);
  const sourceOf = pretrained.flatMap(({ tasks }) =>
    all.filter((task) => fixed !== 0 || !tasks.includes(task)).map(() => tasks[0] as number),
  );
  const chosen = runs.map((owner) =>
    all.map((task) => bestOf(tuned.filter((one) => isOwnedBy(one, owner) && one.tasks.includes(task)))),
  );
  const predictions = stages.predict({ isFrozen }, chosen.flat(), 'test');
  return runs.map((owner, run) => {
    const own = chosen[run] as (typeof tuned)[number][];
    const choices = Object.fromEntries(
      own.map((trained, task) => [
        `source of ${spec.tasks[task]?.column ?? ''}`,
        spec.tasks[sourceOf[tuned.indexOf(trained)] as number]?.column ?? '',
      ]),
    );
    const perTask = own.map((trained, task) => [
      { trained, prediction: predictions[run * all.length + task]?.[task] as Float32Array },
    ]);
    return combineOutcome(owner, perTask, choices);
  });
}

function keep({ split, seed }: Candidate['owner']): { split: number; seed: number } {
  return { split, seed };
}
