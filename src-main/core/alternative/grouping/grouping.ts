import type { Alternative } from '../../../contract/method.ts';
import type { Parameters, StudySpec } from '../../../contract/study.ts';
import type { AlternativeModel } from '../alternative.ts';
import { combineOutcome, isOwnedBy } from '../outcome.ts';
import type { StageTrainer } from '../stage-trainer.ts';
import type { StagedStudy } from '../staged.ts';
import type { Candidate, Outcome, Trained } from '../stage.ts';
import { affinityProgram, measurementsIn, startAffinity } from './affinity.ts';
import { bestPartition, type Partition } from './partition.ts';

const parameters: Alternative['parameters'] = [
  {
    name: 'search',
    label: 'Search budget',
    meaning: 'Epochs of a training of the search, as a share of those of the study.',
    default: 0.5,
    minimum: 0.05,
    maximum: 1,
    perTask: false,
  },
  {
    name: 'groups',
    label: 'Most groups',
    meaning: 'Networks at most; 0 takes as many as gain most.',
    default: 0,
    minimum: 0,
    maximum: 16,
    perTask: false,
    integer: true,
  },
];

/** Which tasks should share, from how a step for one changes the losses of the others. */
export const groupingAffinity = createGrouping(
  {
    id: 'grouping-affinity',
    name: 'Task groups by affinity',
    description:
      'Finds which tasks should share and trains one network a group. One network of all tasks is trained first; every ten steps, a step of the shared layers for each task alone tells by how much it would lower the validation losses of the others. The groups in which tasks gain most from one another are then trained anew with equal weights.',
    whenToUse: 'With three tasks or more, to learn which of them belong together; the result names the groups.',
    formula:
      'Z_{i \\to j} = 1 - \\frac{L_j(\\theta - \\eta\\, u_i)}{L_j(\\theta)}, \\qquad \\max_{\\text{groups}} \\sum_j \\mathrm{mean}_{i \\in g(j)} Z_{i \\to j}',
    compute:
      'The search is one multi-task training of half the epochs by default, with T more passes at every measurement; then a full training for each group found.',
    reference: 'Fifty et al. (2021). Efficiently identifying task groupings for multi-task learning. NeurIPS (TAG).',
    parameters,
  },
  { networks: () => 1, search: measureAffinity },
);

/** Which tasks should share, from training every pair. */
export const groupingPairs = createGrouping(
  {
    id: 'grouping-pairs',
    name: 'Task groups by pairs',
    description:
      'Finds which tasks should share and trains one network a group. Every task alone and every pair of tasks is trained first; what a task gains from a partner is how much lower its validation loss is beside it. The groups in which tasks gain most from one another are then trained anew with equal weights.',
    whenToUse:
      'As task groups by affinity, where the longer search is affordable: it looks at whole trainings instead of single steps.',
    formula:
      'B_{i \\to j} = 1 - \\frac{L_j(\\{i, j\\})}{L_j(\\{j\\})}, \\qquad \\max_{\\text{groups}} \\sum_j \\mathrm{mean}_{i \\in g(j)} B_{i \\to j}',
    compute:
      'The search is T + T(T − 1)/2 trainings of half the epochs by default; then a full training for each group found.',
    reference:
      'Standley et al. (2020). Which tasks should be learned together in multi-task learning? ICML (higher-order approximation).',
    parameters,
  },
  { networks: (tasks) => tasks + (tasks * (tasks - 1)) / 2, search: trainPairs },
);

/** The benefit [from][to] of each run, from networks that take `networks` places for a run. */
interface Search {
  networks(tasks: number): number;
  search(study: StagedStudy, stages: StageTrainer, epochs: number): Promise<number[][][]>;
}

function createGrouping(description: Alternative, search: Search): AlternativeModel {
  return {
    description,
    budget(spec, given) {
      const [runs, networks] = [spec.split.splits * spec.seeds, search.networks(spec.tasks.length)];
      const each = `${networks === 1 ? 'one training' : `${networks} trainings`} of ${count(searchEpochs(spec, given), 'epoch')}`;
      const all = `${each} in each of ${count(runs, 'run')}, ${networks * runs} in all`;
      return `its search takes ${all}; then every group that it finds is trained in full`;
    },
    refuse: (spec) => (spec.tasks.length < 2 ? 'needs at least two tasks to group; mark another task' : null),
    way: {
      kind: 'staged',
      width: (tasks) => Math.max(tasks, search.networks(tasks)),
      trainings: (tasks, given) => search.networks(tasks) * (given['search'] as number) + tasks,
      train: (study, stages) => trainGroups(study, stages, search),
    },
  };
}

function searchEpochs({ training }: Pick<StudySpec, 'training'>, given: Parameters): number {
  return Math.max(1, Math.round(training.epochs * (given['search'] as number)));
}

function count(number: number, name: string): string {
  return `${number} ${name}${number === 1 ? '' : 's'}`;
}

async function trainGroups(study: StagedStudy, stages: StageTrainer, searcher: Search): Promise<Outcome[]> {
  const { spec, runs, parameters: given } = study;
  const epochs = searchEpochs(spec, given);
  const partitions: Partition[] = (await searcher.search(study, stages, epochs)).map((benefit) =>
    bestPartition(benefit, (given['groups'] as number) || undefined),
  );
  const candidates = runs.flatMap((owner, run) =>
    (partitions[run] as Partition).map((tasks): Candidate => ({ split: owner.split, seed: owner.seed, owner, tasks })),
  );
  const trained = await stages.train({ epochs: spec.training.epochs, candidates }, true);
  const predictions = stages.predict({}, trained, 'test');
  return runs.map((owner, run) => {
    const perTask = spec.tasks.map((_, task) =>
      trained.flatMap((one, index) =>
        isOwnedBy(one, owner) && one.tasks.includes(task)
          ? [{ trained: one, prediction: predictions[index]?.[task] as Float32Array }]
          : [],
      ),
    );
    const groups = (partitions[run] as Partition).map((group) =>
      group.map((task) => spec.tasks[task]?.column ?? '').join(' + '),
    );
    return combineOutcome(owner, perTask, { groups: groups.join(' | ') });
  });
}

async function measureAffinity(
  { spec, runs }: StagedStudy,
  stages: StageTrainer,
  epochs: number,
): Promise<number[][][]> {
  const all = spec.tasks.map((_, task) => task);
  const trained = await stages.train(
    {
      epochs,
      candidates: runs.map((owner): Candidate => ({ split: owner.split, seed: owner.seed, owner, tasks: all })),
      observe: (shape) => ({
        program: affinityProgram(shape),
        start: () => startAffinity(shape),
        count: measurementsIn(shape.stepsPerEpoch),
      }),
    },
    false,
  );
  return trained.map(({ observed }) =>
    all.map((from) =>
      all.map((to) => {
        const cell = from * all.length + to;
        const count = observed['count']?.[cell] ?? 0;
        return count === 0 ? 0 : finite((observed['sum']?.[cell] ?? 0) / count);
      }),
    ),
  );
}

async function trainPairs({ spec, runs }: StagedStudy, stages: StageTrainer, epochs: number): Promise<number[][][]> {
  const all = spec.tasks.map((_, task) => task);
  const sets = [...all.map((task) => [task]), ...all.flatMap((one) => all.slice(one + 1).map((other) => [one, other]))];
  const trained = await stages.train(
    {
      epochs,
      candidates: runs.flatMap((owner) =>
        sets.map((tasks): Candidate => ({ split: owner.split, seed: owner.seed, owner, tasks })),
      ),
    },
    false,
  );
  return runs.map((owner) => {
    const own = trained.filter((one) => isOwnedBy(one, owner));
    const lossOf = (task: number, tasks: readonly number[]): number => {
      const found = own.find(
        (one) => one.tasks.length === tasks.length && tasks.every((each) => one.tasks.includes(each)),
      );
      return (found as Trained).validationLoss[task] as number;
    };
    return all.map((from) =>
      all.map((to) => (from === to ? 0 : finite(1 - lossOf(to, [from, to]) / lossOf(to, [to])))),
    );
  });
}

/** A search that has diverged speaks for no sharing. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
