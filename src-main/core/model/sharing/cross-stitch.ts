import { matMul, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { Parameters } from '../../../contract/study.ts';
import { copyReplicas } from '../copies.ts';
import { drawHeads, drawLayers } from '../draw.ts';
import { addHeads, readOwn } from '../heads.ts';
import { addLayers, lastLayer, runLayer, type StackedLayer } from '../layers.ts';
import { LayoutBuilder, type NetworkShape } from '../layout.ts';
import type { Network } from '../network.ts';
import { inputPart, type Part } from '../part.ts';
import type { SharingForm } from './form.ts';

/** A tower a task, whose layers exchange what they have learned. */
export const crossStitch: SharingForm = {
  description: {
    id: 'cross-stitch',
    name: 'Cross-stitch',
    description:
      'Every task has a tower of its own; after each layer the towers are mixed by learned numbers, one for every pair of tasks. The towers begin alike, so at the start each task has its twin.',
    formula:
      'h_t \\gets \\textstyle\\sum_j A_{tj}\\, h_j \\;\\text{ after every layer}, \\qquad A_{tt} = a,\\; A_{tj} = \\frac{1-a}{T-1} \\text{ at the start}',
    reference: 'Misra et al. (2016). Cross-stitch networks for multi-task learning. CVPR.',
    sharedPart: 'all towers and the stitches',
    parameters: [
      {
        name: 'own',
        label: 'Own share at the start',
        meaning: 'what a task keeps of its own tower at the start; the rest is spread over the others',
        default: 0.9,
        minimum: 0,
        maximum: 1,
        perTask: false,
      },
    ],
  },
  create: createCrossStitch,
};

function createCrossStitch(shape: NetworkShape, parameters: Parameters): Network {
  const tasks = shape.heads.length;
  const own = parameters['own'] as number;
  const builder = new LayoutBuilder(shape);
  const stack = addLayers(builder, { name: (layer) => `towers, layer ${layer + 1}`, copies: tasks });
  const stitches = stack.layers.map(({ layer }) =>
    builder.add({
      name: `stitch ${layer + 1}`,
      kind: 'gain',
      rows: tasks,
      columns: tasks,
      initialize: () =>
        Float32Array.from({ length: tasks * tasks }, (_, at) =>
          at % (tasks + 1) === 0 ? own : (1 - own) / (tasks - 1),
        ),
    }),
  );
  const last = lastLayer(stack);
  builder.endShared([...last.pieces, stitches.at(-1) as number]);
  const heads = addHeads(builder, last.width);
  const layout = builder.finish();
  return {
    layout,
    outputs(x, pieces, options) {
      const hidden = stack.layers.reduce(
        (before, layer) =>
          mix(runLayer(before, layer, tasks, pieces, options), pieces[stitches[layer.layer] as number] as Tensor),
        copyReplicas(x, tasks),
      );
      return readOwn(hidden, heads, pieces, layout);
    },
    representation: null,
    penalty: null,
    plain: null,
    parts: [
      ...stack.layers.flatMap((layer) => drawStitched(layer, shape)),
      ...drawHeads(shape, last.width, 2 * shape.widths.length + 1, () => [`stitch/${last.layer}`]),
    ],
  };
}

/** hidden [R T, B, H] mixed over the tasks by stitch [R, T, T]. */
function mix(hidden: Tensor, stitch: Tensor): Tensor {
  const [, rows, width] = hidden.shape as [number, number, number];
  const [replicas, tasks] = stitch.shape as [number, number];
  const mixed = matMul(stitch, reshape(hidden, [replicas, tasks, rows * width]));
  return reshape(mixed, [replicas * tasks, rows, width]);
}

function drawStitched(layer: StackedLayer, shape: NetworkShape): Part[] {
  const tasks = shape.heads.length;
  return [
    ...shape.heads.flatMap((_, task) =>
      drawLayers({ copies: 1, layers: [layer] }, shape, {
        id: `tower ${task}`,
        label: (at) => `Layer ${at + 1}`,
        owner: [task],
        from: [layer.layer === 0 ? inputPart : `stitch/${layer.layer - 1}`],
        stage: 2 * layer.layer + 1,
      }),
    ),
    {
      id: `stitch/${layer.layer}`,
      label: 'stitch',
      owner: 'shared',
      stage: 2 * layer.layer + 2,
      inputs: tasks * layer.width,
      outputs: tasks * layer.width,
      parameters: tasks * tasks,
      multiplyAdds: tasks * tasks * layer.width,
      details: `${tasks} × ${tasks} numbers`,
      from: shape.heads.map((_, task) => `tower ${task}/${layer.layer}`),
    },
  ];
}
