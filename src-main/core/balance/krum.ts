import {
  add,
  div,
  expandDims,
  eye,
  floor,
  maximum,
  minimum,
  mul,
  relu,
  reshape,
  squeeze,
  sub,
  sum,
  transpose,
  where,
  greater,
  fill,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { squaredNorms } from './active.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import { keptByRank } from './kept-rank.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { onSumScale, taskGramian, type TaskGramian } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Beyond any squared distance of gradients whose squares sum to 1. */
const far = 1e6;

/** [R, T]: sums of squared distances to the `neighbours` [R, 1] nearest other members. */
function scores(tasks: TaskGramian, neighbours: Tensor): Tensor {
  const squared = squaredNorms(tasks.gramian);
  const distances = relu(sub(add(expandDims(squared, 2), expandDims(squared, 1)), mul(2, tasks.gramian)));
  const size = squared.shape[1] as number;
  // a task is no neighbour of itself, nor is one without a gradient
  const isOther = mul(expandDims(tasks.member, 1), sub(1, eye(size)));
  const reach = where(greater(isOther, 0), distances, fill(distances.shape, far));
  // row by row: the columns are what is put in order
  const columns = transpose(reach, [0, 2, 1]);
  const everyone = add(zerosLike(expandDims(squared, 2)), 1);
  const kept = keptByRank(columns, everyone, zerosLike(expandDims(neighbours, 2)), expandDims(neighbours, 2));
  return sum(mul(columns, kept), 1);
}

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const column = (name: string): Tensor => floor(reshape(parameters[name] as Tensor, [-1, 1]));
  const least = minimum(maximum(sub(tasks.count, 1), 0), 1);
  const neighbours = maximum(sub(sub(tasks.count, column('outliers')), 2), least);
  const selected = maximum(minimum(column('selected'), tasks.count), 1);
  const perTask = expandDims(scores(tasks, neighbours), 2);
  const kept = keptByRank(
    perTask,
    expandDims(tasks.member, 2),
    zerosLike(expandDims(selected, 2)),
    expandDims(selected, 2),
  );
  const native = div(mul(squeeze(kept, [2]), tasks.member), selected);
  return { ...onSumScale(native, tasks, input.active), state: {} };
}

export const krum: BalancingMethod = {
  description: {
    id: 'krum',
    name: 'Krum',
    level: 'gradient',
    description:
      'Takes the task gradient that is nearest to its neighbours, or the mean of a few of these, and leaves the others out for this step: a majority vote against outliers.',
    whenToUse:
      'With many related tasks of which some may be broken; as a control too, since it wastes most gradients. With two tasks it is the mean of both.',
    formula:
      'd = \\frac{T}{m} \\sum_{t \\in S} g_t, \\quad S = \\text{the } m \\text{ tasks of lowest } s_t, \\quad s_t = \\sum_{k = 1}^{n} \\lVert g_t - g_{(k)} \\rVert^2 \\text{ over the } n = \\max(T - f - 2,\\, 1) \\text{ nearest}',
    reference:
      'Blanchard, El Mhamdi, Guerraoui and Stainer, Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent, NeurIPS 2017',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Weights sum to the number of tasks that have labels in the batch; in the paper they sum to 1.',
    parameters: [
      {
        name: 'outliers',
        label: 'Outliers',
        meaning: 'How many tasks may be broken, f in the formula; the paper asks for T of at least 2 f + 3.',
        default: 1,
        minimum: 0,
        maximum: 6,
        perTask: false,
      },
      {
        name: 'selected',
        label: 'Selected',
        meaning:
          'How many task gradients are averaged, m in the formula: 1 is Krum, more is Multi-Krum. Equal scores share a place.',
        default: 1,
        minimum: 1,
        maximum: 16,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  createState: () => ({}),
  balance,
};
