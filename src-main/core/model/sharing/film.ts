import { add, mul, type Tensor } from '@tensorflow/tfjs-core';
import { splitCopies } from '../copies.ts';
import { drawHeads } from '../draw.ts';
import { addHeads, readOwn } from '../heads.ts';
import { constant } from '../initialize.ts';
import { addLayers, lastLayer, type StackedLayer } from '../layers.ts';
import { LayoutBuilder, type Layout, type NetworkShape } from '../layout.ts';
import { drawModulated, runModulated } from '../modulated-trunk.ts';
import type { Network, Observation } from '../network.ts';
import type { Part } from '../part.ts';
import type { SharingForm } from './form.ts';

/** One trunk whose units each task scales and shifts. */
export const film: SharingForm = {
  description: {
    id: 'film',
    name: 'FiLM',
    description:
      'All tasks share the trunk; after every layer each task scales and shifts the units by numbers of its own. It begins as hard sharing. A scale below zero turns a unit round for that task, which resolves tasks that want the same unit with opposite signs.',
    formula:
      'h_t \\gets (1 + \\gamma_t) \\odot h_t + \\beta_t \\;\\text{ after every layer}, \\qquad \\gamma_t = \\beta_t = 0 \\text{ at the start}',
    reference: 'Perez et al. (2018). FiLM: Visual reasoning with a general conditioning layer. AAAI.',
    sharedPart: 'the trunk',
    parameters: [],
  },
  create: createFilm,
};

const gammaName = 'gamma, layer';

function createFilm(shape: NetworkShape): Network {
  const tasks = shape.heads.length;
  const builder = new LayoutBuilder(shape);
  const trunk = addLayers(builder, { name: (layer) => `layer ${layer + 1}` });
  const last = lastLayer(trunk);
  builder.endShared(last.pieces);
  const films = trunk.layers.map(({ layer, width }) => {
    const piece = (name: string, kind: 'gain' | 'shift'): number =>
      builder.add({
        name: `${name} ${layer + 1}`,
        kind,
        rows: tasks,
        columns: width,
        initialize: () => constant(tasks * width, 0),
      });
    return { gamma: piece(gammaName, 'gain'), beta: piece('beta, layer', 'shift') };
  });
  const heads = addHeads(builder, last.width);
  const layout = builder.finish();
  return {
    layout,
    outputs(x, pieces, options) {
      const modulate = (hidden: Tensor, { layer }: StackedLayer): Tensor => {
        const { gamma, beta } = films[layer] as { gamma: number; beta: number };
        const scale = splitCopies(pieces[gamma] as Tensor, tasks);
        return add(mul(hidden, add(scale, 1)), splitCopies(pieces[beta] as Tensor, tasks));
      };
      return readOwn(runModulated(x, trunk, tasks, pieces, options, modulate), heads, pieces, layout);
    },
    representation: null,
    penalty: null,
    plain: null,
    observe: (parameters) => countTurned(layout, parameters),
    parts: [
      ...trunk.layers.flatMap((layer) => drawFilm(layer, shape)),
      ...drawHeads(shape, last.width, 2 * shape.widths.length + 1, (task) => [`film ${task}/${last.layer}`]),
    ],
  };
}

/** How many of the trunk's units each task turns round: those with 1 + gamma < 0. */
function countTurned(layout: Layout, parameters: Float32Array): Observation[] {
  const scales = layout.pieces.filter((piece) => piece.name.startsWith(gammaName));
  const units = scales.reduce((sum, { columns }) => sum + columns, 0);
  return layout.shape.heads.map((_, task) => {
    const turned = scales.reduce((sum, { offset, columns }) => {
      const own = parameters.subarray(offset + task * columns, offset + (task + 1) * columns);
      return sum + own.filter((gamma) => 1 + gamma < 0).length;
    }, 0);
    return { name: 'units turned round by FiLM', task, value: `${turned} of ${units}` };
  });
}

/** A layer and, behind it, what each task makes of it. */
function drawFilm(layer: StackedLayer, shape: NetworkShape): Part[] {
  return drawModulated(layer, shape, {
    id: 'film',
    label: 'scale and shift',
    parameters: 2 * layer.width,
    multiplyAdds: layer.width,
    details: 'gamma and beta',
    isFrozen: false,
  });
}
