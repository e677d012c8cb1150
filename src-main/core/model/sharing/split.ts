import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { Parameters } from '../../../contract/study.ts';
import { copyReplicas } from '../copies.ts';
import { drawHeads, drawLayers } from '../draw.ts';
import { addHeads, readOwn } from '../heads.ts';
import { addLayers, lastLayer, runLayers, type LayerStack } from '../layers.ts';
import { LayoutBuilder, type NetworkShape } from '../layout.ts';
import type { Network } from '../network.ts';
import { inputPart, type Part } from '../part.ts';
import type { SharingForm } from './form.ts';
import { createHard } from './hard.ts';
import { depthProblem } from '../depth-problem.ts';

/** The first layers are common; above them tasks go their own ways, alone or in groups. */
export const split: SharingForm = {
  description: {
    id: 'split',
    name: 'Split depth',
    description:
      'The first layers are shared by all tasks. Above them every task has layers of its own, or shares them within its group. Depth 0 is separate networks, full depth is hard sharing.',
    formula: 'h_t = f_{\\theta_{g(t)}}\\bigl(f_{\\theta_0}(x)\\bigr), \\qquad \\hat{y}_t = W_t h_t + b_t',
    reference:
      'Misra et al. (2016). Cross-stitch networks for multi-task learning. CVPR, section 3 (split architectures); Caruana (1997).',
    sharedPart: 'the layers that several tasks share',
    parameters: [
      {
        name: 'depth',
        label: 'Shared layers',
        meaning: 'layers, from the inputs, that all tasks share; by default half of them, rounded up',
        default: null,
        minimum: 0,
        maximum: 8,
        perTask: false,
        integer: true,
      },
      {
        name: 'group',
        label: 'Groups',
        meaning:
          'a number for each task; tasks with the same number share the layers above too; by default each is alone',
        default: null,
        minimum: 1,
        maximum: 16,
        perTask: true,
        integer: true,
      },
    ],
  },
  findProblem: (shape, parameters) => depthProblem('split', shape, parameters),
  create: createSplit,
};

/** A stack of towers, one for each group of tasks. */
interface Branches {
  readonly stack: LayerStack;
  readonly groups: readonly (readonly number[])[];
}

function createSplit(shape: NetworkShape, parameters: Parameters): Network {
  const layers = shape.widths.length;
  const depth = (parameters['depth'] as number | undefined) ?? Math.ceil(layers / 2);
  if (depth === layers) return createHard(shape);
  const tasks = shape.heads.length;
  const groups = groupTasks(parameters['group'] as readonly number[] | undefined, tasks);
  if (depth === 0 && groups.length === 1) return createHard(shape);
  const builder = new LayoutBuilder(shape);
  const prefix = addLayers(builder, { name: (layer) => `layer ${layer + 1}`, to: depth });
  const addBranches = (name: string, own: readonly (readonly number[])[]): Branches[] =>
    own.length === 0
      ? []
      : [
          {
            groups: own,
            stack: addLayers(builder, { name: (at) => `${name}, layer ${at + 1}`, copies: own.length, from: depth }),
          },
        ];
  const together = addBranches(
    'groups',
    groups.filter((group) => group.length > 1),
  );
  const lastShared = together.length > 0 ? (together[0] as Branches).stack : prefix;
  builder.endShared(lastShared.layers.at(-1)?.pieces ?? []);
  const alone = addBranches(
    'tasks',
    groups.filter((group) => group.length === 1),
  );
  const branches = [...together, ...alone];
  const width = lastLayer((branches[0] as Branches).stack).width;
  const heads = addHeads(builder, width);
  const layout = builder.finish();
  return {
    layout,
    outputs(x, pieces, options) {
      const common = runLayers(x, prefix, pieces, options);
      const ends = branches.map(({ stack }) => runLayers(copyReplicas(common, stack.copies), stack, pieces, options));
      return readOwn(orderByTask(branches, ends, tasks), heads, pieces, layout);
    },
    representation: null,
    penalty: null,
    plain: null,
    parts: [
      ...drawLayers(prefix, shape, {
        id: 'trunk',
        label: (layer) => `Shared layer ${layer + 1}`,
        owner: 'shared',
        from: [inputPart],
        stage: 1,
      }),
      ...branches.flatMap((branch) => drawBranches(branch, shape, depth)),
      ...drawHeads(shape, width, layers + 1, (task) => [`branch ${leaderOf(groups, task)}/${layers - 1}`]),
    ],
  };
}

/** Tasks by group, in the order of their first tasks. */
function groupTasks(numbers: readonly number[] | undefined, tasks: number): number[][] {
  const groups = new Map<number, number[]>();
  for (let task = 0; task < tasks; task += 1) {
    const number = numbers === undefined ? -1 - task : (numbers[task] as number);
    groups.set(number, [...(groups.get(number) ?? []), task]);
  }
  return [...groups.values()];
}

/** Ends of branches [R G, B, H] as the representation of each task [R T, B, H]. */
function orderByTask(branches: readonly Branches[], ends: readonly Tensor[], tasks: number): Tensor {
  const [first] = branches as [Branches];
  const inOrder = branches.length === 1 && first.groups.every((group, task) => group.length === 1 && group[0] === task);
  if (inOrder) return ends[0] as Tensor;
  const perTask = Array.from({ length: tasks }, (_, task) => {
    const branch = branches.findIndex(({ groups }) => groups.some((group) => group.includes(task)));
    const { groups, stack } = branches[branch] as Branches;
    const place = groups.findIndex((group) => group.includes(task));
    const [copies, rows, width] = (ends[branch] as Tensor).shape as [number, number, number];
    const replicas = copies / stack.copies;
    return slice(
      reshape(ends[branch] as Tensor, [replicas, stack.copies, rows * width]),
      [0, place, 0],
      [replicas, 1, rows * width],
    );
  });
  const joined = concat(perTask, 1);
  const [, rows, width] = (ends[0] as Tensor).shape as [number, number, number];
  return reshape(joined, [-1, rows, width]);
}

function leaderOf(groups: readonly (readonly number[])[], task: number): number {
  return groups.find((group) => group.includes(task))?.[0] as number;
}

function drawBranches({ stack, groups }: Branches, shape: NetworkShape, depth: number): Part[] {
  return groups.flatMap((group) =>
    drawLayers(stack, shape, {
      id: `branch ${group[0]}`,
      label: (layer) => `Layer ${layer + 1}`,
      owner: group.length === shape.heads.length ? 'shared' : group,
      from: [depth === 0 ? inputPart : `trunk/${depth - 1}`],
      stage: depth + 1,
    }),
  );
}
