import { drawHeads, drawLayers } from '../draw.ts';
import { addHeads } from '../heads.ts';
import { addLayers, lastLayer } from '../layers.ts';
import { LayoutBuilder, type NetworkShape } from '../layout.ts';
import type { Network } from '../network.ts';
import { inputPart } from '../part.ts';
import { readTrunk } from '../read-trunk.ts';
import type { SharingForm } from './form.ts';

/** One trunk for all tasks, a linear head for each; the network of the single-task twins. */
export const hard: SharingForm = {
  description: {
    id: 'hard',
    name: 'Hard sharing',
    description:
      'All tasks share every hidden layer and have a linear head of their own. The single-task twin is the same network trained on one task alone.',
    formula: 'h = f_{\\theta}(x), \\qquad \\hat{y}_t = W_t h + b_t',
    reference: 'Caruana (1997). Multitask learning. Machine Learning 28, 41-75.',
    sharedPart: 'the trunk',
    parameters: [],
  },
  create: createHard,
};

/** The trunk first, then all heads side by side in one matrix. */
export function createHard(shape: NetworkShape): Network {
  const builder = new LayoutBuilder(shape);
  const trunk = addLayers(builder, { name: (layer) => `layer ${layer + 1}` });
  const last = lastLayer(trunk);
  builder.endShared(last.pieces);
  const heads = addHeads(builder, last.width);
  const layout = builder.finish();
  return {
    layout,
    ...readTrunk(trunk, heads),
    penalty: null,
    plain: { trunk, heads },
    parts: [
      ...drawLayers(trunk, shape, {
        id: 'trunk',
        label: (layer) => `Shared layer ${layer + 1}`,
        owner: 'shared',
        from: [inputPart],
        stage: 1,
      }),
      ...drawHeads(shape, last.width, shape.widths.length + 1, () => [`trunk/${last.layer}`]),
    ],
  };
}
