import { drawHeads, drawLayers } from '../draw.ts';
import { addHeads } from '../heads.ts';
import { addLayers, lastLayer } from '../layers.ts';
import { LayoutBuilder, type NetworkShape } from '../layout.ts';
import type { Network } from '../network.ts';
import { inputPart } from '../part.ts';
import { readTrunk } from '../read-trunk.ts';
import type { SharingForm } from './form.ts';
import { createHard } from './hard.ts';
import { depthProblem } from '../depth-problem.ts';

/** Hard sharing whose first layers stay as they were drawn. */
export const frozen: SharingForm = {
  description: {
    id: 'frozen',
    name: 'Frozen prefix',
    description:
      'Hard sharing whose first layers are never updated: they stay the random features that they begin as. What several tasks can change together is smaller, so they can harm each other less. Twins train all their layers.',
    formula: 'h = f_{\\theta}\\bigl(f_{\\theta^{(0)}}(x)\\bigr), \\qquad \\theta^{(0)} \\text{ fixed}',
    reference:
      'Yosinski et al. (2014). How transferable are features in deep neural networks? NeurIPS (frozen first layers).',
    sharedPart: 'the layers that are trained',
    parameters: [
      {
        name: 'depth',
        label: 'Frozen layers',
        meaning: 'layers, from the inputs, that are never updated',
        default: 1,
        minimum: 0,
        maximum: 8,
        perTask: false,
        integer: true,
      },
    ],
  },
  findProblem: (shape, parameters) => depthProblem('frozen', shape, parameters),
  create: (shape, parameters) => createFrozen(shape, parameters['depth'] as number),
};

function createFrozen(shape: NetworkShape, depth: number): Network {
  if (depth === 0) return createHard(shape);
  const isFrozen = (layer: number): boolean => layer < depth;
  const builder = new LayoutBuilder(shape);
  const trunk = addLayers(builder, { name: (layer) => `layer ${layer + 1}`, isFrozen });
  const last = lastLayer(trunk);
  builder.endShared(isFrozen(last.layer) ? [] : last.pieces);
  const heads = addHeads(builder, last.width);
  return {
    layout: builder.finish(),
    ...readTrunk(trunk, heads),
    penalty: null,
    plain: null,
    parts: [
      ...drawLayers(trunk, shape, {
        id: 'trunk',
        label: (layer) => (isFrozen(layer) ? `Frozen layer ${layer + 1}` : `Shared layer ${layer + 1}`),
        owner: 'shared',
        from: [inputPart],
        stage: 1,
        isFrozen,
      }),
      ...drawHeads(shape, last.width, shape.widths.length + 1, () => [`trunk/${last.layer}`]),
    ],
  };
}
