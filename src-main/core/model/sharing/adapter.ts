import { add, matMul, type Tensor } from '@tensorflow/tfjs-core';
import type { Parameters } from '../../../contract/study.ts';
import { deriveSeed } from '../../util/hash.ts';
import { splitCopies } from '../copies.ts';
import { drawHeads } from '../draw.ts';
import { addHeads, readOwn } from '../heads.ts';
import { constant, heNormal } from '../initialize.ts';
import { addLayers, lastLayer, type StackedLayer } from '../layers.ts';
import { LayoutBuilder, type NetworkShape } from '../layout.ts';
import { drawModulated, runModulated } from '../modulated-trunk.ts';
import type { Network } from '../network.ts';
import type { Part } from '../part.ts';
import type { SharingForm } from './form.ts';

const widestBottleneck = 64;

/** One trunk; after each layer every task adds what a small network of its own makes of it. */
export const adapter: SharingForm = {
  description: {
    id: 'adapter',
    name: 'Adapters',
    description:
      'All tasks share the trunk; after every layer each task adds a correction through a narrow bottleneck of its own. It begins as hard sharing. The trunk can be frozen, so that tasks train their adapters and heads alone; nothing is then learned together.',
    formula:
      'h_t \\gets h_t + U_t\\, \\mathrm{relu}(V_t h_t) \\;\\text{ after every layer}, \\qquad U_t = 0 \\text{ at the start}',
    reference:
      'Rebuffi, Bilen and Vedaldi (2017). Learning multiple visual domains with residual adapters. NeurIPS; Houlsby et al. (2019). Parameter-efficient transfer learning for NLP. ICML.',
    sharedPart: 'the trunk, unless it is frozen',
    parameters: [
      {
        name: 'bottleneck',
        label: 'Bottleneck',
        meaning: 'units of each adapter; by default a quarter of the layer, at most 64',
        default: null,
        minimum: 1,
        maximum: 4096,
        perTask: false,
        integer: true,
      },
      {
        name: 'frozen',
        label: 'Trunk',
        meaning: 'whether the trunk is trained or stays as it begins',
        default: 0,
        minimum: 0,
        maximum: 1,
        perTask: false,
        integer: true,
        choices: [
          { value: 0, label: 'trained' },
          { value: 1, label: 'frozen' },
        ],
      },
    ],
  },
  create: createAdapters,
};

interface Adapter {
  readonly down: number;
  readonly up: number;
  readonly bottleneck: number;
}

function createAdapters(shape: NetworkShape, parameters: Parameters): Network {
  const tasks = shape.heads.length;
  const isFrozen = parameters['frozen'] === 1;
  const builder = new LayoutBuilder(shape);
  const trunk = addLayers(builder, { name: (layer) => `layer ${layer + 1}`, isFrozen: () => isFrozen });
  const last = lastLayer(trunk);
  builder.endShared(isFrozen ? [] : last.pieces);
  const adapters = trunk.layers.map((layer) => addAdapters(builder, layer, parameters['bottleneck'] as number));
  const heads = addHeads(builder, last.width);
  const layout = builder.finish();
  return {
    layout,
    outputs(x, pieces, options) {
      const modulate = (hidden: Tensor, { layer }: StackedLayer): Tensor => {
        const { down, up } = adapters[layer] as Adapter;
        const narrow = options.relu(matMul(hidden, splitCopies(pieces[down] as Tensor, tasks)));
        return add(hidden, matMul(narrow, splitCopies(pieces[up] as Tensor, tasks)));
      };
      return readOwn(runModulated(x, trunk, tasks, pieces, options, modulate), heads, pieces, layout);
    },
    representation: null,
    penalty: null,
    plain: null,
    parts: [
      ...trunk.layers.flatMap((layer) => drawAdapters(layer, adapters[layer.layer] as Adapter, shape, isFrozen)),
      ...drawHeads(shape, last.width, 2 * shape.widths.length + 1, (task) => [`adapter ${task}/${last.layer}`]),
    ],
  };
}

function addAdapters(builder: LayoutBuilder, { layer, width }: StackedLayer, given: number | undefined): Adapter {
  const tasks = builder.shape.heads.length;
  const bottleneck = given ?? Math.max(1, Math.min(widestBottleneck, Math.floor(width / 4)));
  const down = builder.add({
    name: `adapters, layer ${layer + 1} down`,
    kind: 'weight',
    rows: tasks * width,
    columns: bottleneck,
    initialize(seed) {
      const values = new Float32Array(tasks * width * bottleneck);
      for (let task = 0; task < tasks; task += 1) {
        const own = heNormal(width, bottleneck, deriveSeed(seed, 'adapter', layer, task));
        values.set(own, task * width * bottleneck);
      }
      return values;
    },
  });
  const up = builder.add({
    name: `adapters, layer ${layer + 1} up`,
    kind: 'weight',
    rows: tasks * bottleneck,
    columns: width,
    initialize: () => constant(tasks * bottleneck * width, 0),
  });
  return { down, up, bottleneck };
}

function drawAdapters(layer: StackedLayer, { bottleneck }: Adapter, shape: NetworkShape, isFrozen: boolean): Part[] {
  return drawModulated(layer, shape, {
    id: 'adapter',
    label: 'adapter',
    parameters: 2 * layer.width * bottleneck,
    multiplyAdds: 2 * layer.width * bottleneck,
    details: `bottleneck ${bottleneck}`,
    isFrozen,
  });
}
