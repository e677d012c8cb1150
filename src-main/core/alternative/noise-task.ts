import type { Task } from '../../contract/study.ts';
import type { Preparation, Split, Target } from '../prepare/prepared.ts';
import type { TrainingMaterial } from '../train/material.ts';
import { deriveSeed, permutation } from '../util/hash.ts';
import type { AlternativeModel } from './alternative.ts';
import { outcomesOfAll } from './outcome.ts';
import type { Candidate, Outcome } from './stage.ts';
import type { StageTrainer } from './stage-trainer.ts';
import type { StagedStudy } from './staged.ts';

/** A contract has at most this many tasks, the noise among them. */
const mostTasks = 16;

/** A multi-task network with one task more, from which there is nothing to learn. */
export const noiseTask: AlternativeModel = {
  description: {
    id: 'noise-task',
    name: 'Equal weights and a noise task',
    description:
      'The multi-task network with equal weights and one task more: the labels of one of the tasks, dealt anew among the training rows. There is nothing in it to learn, and it chooses no epoch.',
    whenToUse:
      'As a control beside equal weights: what tasks gain from noise too, they do not gain from what the others know.',
    formula:
      'L = \\sum_t L_t + L_{\\pi}, \\qquad y_{i\\pi} = y_{\\pi(i)\\,s},\\ \\pi\\ \\text{a permutation of the training rows}',
    compute: 'One multi-task network with a head more.',
    reference:
      'Permuted targets as in Ojala and Garriga (2010). Permutation tests for studying classifier performance. JMLR 11, 1833-1863.',
    parameters: [
      {
        name: 'source',
        label: 'Task to permute',
        meaning: 'Number of the task whose labels are dealt anew, in the order of the tasks.',
        default: 1,
        minimum: 1,
        maximum: 16,
        perTask: false,
        integer: true,
      },
    ],
  },
  refuse(spec, given) {
    const source = given['source'] as number;
    if (source > spec.tasks.length) return `invalid source; there are ${spec.tasks.length} tasks: ${source}`;
    if (spec.tasks.length < mostTasks) return null;
    return `needs room for one task more; a network has at most ${mostTasks}: ${spec.tasks.length}`;
  },
  way: {
    kind: 'staged',
    width: () => 1,
    trainings: () => 1,
    extend: (material, split, given) => addNoise(material, split, (given['source'] as number) - 1),
    train: trainWithNoise,
  },
};

/** The material of one split with a last task whose labels are those of `source`, permuted over its training rows. */
function addNoise(material: TrainingMaterial, split: number, source: number): TrainingMaterial {
  const { spec, encoding, splits, preparations } = material;
  const from = encoding.targets[source] as Target;
  const rows = (splits[split] as Split).train.filter((row) => from.labelled[row] === 1);
  const order = permutation(rows.length, deriveSeed(spec.baseSeed, 'noise', split));
  const values = new Float32Array(encoding.rowCount);
  const labelled = new Uint8Array(encoding.rowCount);
  rows.forEach((row, place) => {
    values[row] = from.values[rows[order[place] as number] as number] as number;
    labelled[row] = 1;
  });
  const column = freeName(spec.tasks.map((task) => task.column));
  const withLast = (array: Float32Array): Float32Array => Float32Array.of(...array, array[source] as number);
  return {
    ...material,
    spec: { ...spec, tasks: [...spec.tasks, { ...(spec.tasks[source] as Task), column }] },
    encoding: { ...encoding, targets: [...encoding.targets, { ...from, task: column, values, labelled }] },
    preparations: preparations.map((preparation): Preparation => ({
      ...preparation,
      targetMean: withLast(preparation.targetMean),
      targetScale: withLast(preparation.targetScale),
    })),
  };
}

function freeName(taken: readonly string[]): string {
  let name = 'noise';
  while (taken.includes(name)) name = `${name}'`;
  return name;
}

async function trainWithNoise({ spec, runs }: StagedStudy, stages: StageTrainer): Promise<Outcome[]> {
  const all = spec.tasks.map((_, task) => task);
  const candidates = runs.map((owner): Candidate => ({ split: owner.split, seed: owner.seed, owner, tasks: all }));
  const trained = await stages.train({ epochs: spec.training.epochs, candidates }, true);
  const predictions = stages.predict({}, trained, 'test');
  return outcomesOfAll(trained, predictions, all);
}
