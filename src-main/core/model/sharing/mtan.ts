import { add, concat, matMul, mul, sigmoid, type Tensor } from '@tensorflow/tfjs-core';
import { deriveSeed } from '../../util/hash.ts';
import { copyReplicas, splitCopies } from '../copies.ts';
import { drawHeads, drawLayers } from '../draw.ts';
import { finishLayer, linear, type ForwardOptions } from '../forward.ts';
import { addHeads, readOwn } from '../heads.ts';
import { constant, heNormal } from '../initialize.ts';
import { addLayers, dropoutFactor, lastLayer, layerPieces, type StackedLayer } from '../layers.ts';
import { LayoutBuilder, type NetworkShape } from '../layout.ts';
import type { Network } from '../network.ts';
import { inputPart, type Part } from '../part.ts';
import type { SharingForm } from './form.ts';

/** Where a mask is almost open at the start: sigmoid(2) = 0.88. */
const openBias = 2;

/** One trunk, from whose layers each task takes what its attention lets through. */
export const mtan: SharingForm = {
  description: {
    id: 'mtan',
    name: 'MTAN',
    description:
      'All tasks share the trunk; beside every layer each task has an attention module that masks the layer unit by unit, seeing the layer and what the task let through before. Masks begin almost open. The trunk itself never sees a mask.',
    formula:
      'a_t^{\\ell} = \\sigma\\bigl(W_2 \\,\\mathrm{relu}(W_1 [s^{\\ell}_{\\mathrm{mid}}, a_t^{\\ell-1}])\\bigr) \\odot s^{\\ell}, \\qquad s^{\\ell}_{\\mathrm{mid}} \\text{ before the activation}',
    reference:
      'Liu, Johns and Davison (2019). End-to-end multi-task learning with attention. CVPR (here for dense layers).',
    sharedPart: 'the trunk',
    parameters: [],
  },
  create: createMtan,
};

interface Attention {
  readonly inputs: number;
  readonly bottleneck: number;
  readonly width: number;
  readonly weightIn: number;
  readonly biasIn: number;
  readonly weightOut: number;
  readonly biasOut: number;
}

function createMtan(shape: NetworkShape): Network {
  const tasks = shape.heads.length;
  const builder = new LayoutBuilder(shape);
  const trunk = addLayers(builder, { name: (layer) => `layer ${layer + 1}` });
  const last = lastLayer(trunk);
  builder.endShared(last.pieces);
  const attentions = trunk.layers.map((layer) => addAttention(builder, layer));
  const heads = addHeads(builder, last.width);
  const layout = builder.finish();
  return {
    layout,
    outputs(x, pieces, options) {
      let shared = x;
      let attended: Tensor | null = null;
      for (const layer of trunk.layers) {
        const { weight, bias, gain, shift } = layerPieces(layer, 1, pieces);
        const product = linear(shared, weight, bias);
        shared = finishLayer(product, gain, shift, dropoutFactor(layer, 1, options), options);
        const seen: Tensor = copyReplicas(product, tasks);
        const input: Tensor = attended === null ? seen : concat([seen, attended], 2);
        attended = mul(
          attend(input, attentions[layer.layer] as Attention, tasks, pieces, options),
          copyReplicas(shared, tasks),
        );
      }
      return readOwn(attended as Tensor, heads, pieces, layout);
    },
    representation: null,
    penalty: null,
    plain: null,
    parts: [
      ...drawLayers(trunk, shape, {
        id: 'trunk',
        label: (layer) => `Shared layer ${layer + 1}`,
        owner: 'shared',
        from: [inputPart],
        stage: 1,
      }),
      ...attentions.flatMap((attention, layer) => drawAttention(attention, layer, tasks)),
      ...drawHeads(shape, last.width, shape.widths.length + 2, (task) => [`attention ${task}/${last.layer}`]),
    ],
  };
}

function addAttention(builder: LayoutBuilder, { layer, width }: StackedLayer): Attention {
  const tasks = builder.shape.heads.length;
  const before = layer === 0 ? 0 : (builder.shape.widths[layer - 1] as number);
  const inputs = width + before;
  const bottleneck = Math.max(1, Math.floor(width / 4));
  const name = `attention, layer ${layer + 1}`;
  const weight = (part: string, rows: number, columns: number, initialize: (seed: number) => Float32Array): number =>
    builder.add({ name: `${name} ${part}`, kind: 'weight', rows: tasks * rows, columns, initialize });
  const bias = (part: string, columns: number, value: number): number =>
    builder.add({
      name: `${name} ${part}`,
      kind: 'bias',
      rows: tasks,
      columns,
      initialize: () => constant(tasks * columns, value),
    });
  return {
    inputs,
    bottleneck,
    width,
    weightIn: weight('in', inputs, bottleneck, (seed) => {
      const values = new Float32Array(tasks * inputs * bottleneck);
      for (let task = 0; task < tasks; task += 1) {
        values.set(
          heNormal(inputs, bottleneck, deriveSeed(seed, 'attention', layer, task)),
          task * inputs * bottleneck,
        );
      }
      return values;
    }),
    biasIn: bias('in bias', bottleneck, 0),
    weightOut: weight('out', bottleneck, width, () => constant(tasks * bottleneck * width, 0)),
    biasOut: bias('out bias', width, openBias),
  };
}

/** The mask [R T, B, H] of a layer. */
function attend(
  input: Tensor,
  { weightIn, biasIn, weightOut, biasOut }: Attention,
  tasks: number,
  pieces: readonly Tensor[],
  options: ForwardOptions,
): Tensor {
  const piece = (position: number): Tensor => splitCopies(pieces[position] as Tensor, tasks);
  const narrow = options.relu(add(matMul(input, piece(weightIn)), piece(biasIn)));
  return sigmoid(add(matMul(narrow, piece(weightOut)), piece(biasOut)));
}

function drawAttention({ inputs, bottleneck, width }: Attention, layer: number, tasks: number): Part[] {
  return Array.from({ length: tasks }, (_, task) => ({
    id: `attention ${task}/${layer}`,
    label: 'attention',
    owner: [task],
    stage: layer + 2,
    inputs,
    outputs: width,
    parameters: (inputs + 1) * bottleneck + (bottleneck + 1) * width,
    multiplyAdds: (inputs + width) * bottleneck + width,
    details: `bottleneck ${bottleneck}`,
    from: [`trunk/${layer}`, ...(layer === 0 ? [] : [`attention ${task}/${layer - 1}`])],
  }));
}
