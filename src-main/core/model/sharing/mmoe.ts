import { deriveSeed } from '../../util/hash.ts';
import type { Parameters } from '../../../contract/study.ts';
import { copyReplicas } from '../copies.ts';
import { drawHeads, drawLayers } from '../draw.ts';
import { addGates, gateSize, mixExperts, offerToAll } from '../experts.ts';
import { addHeads, readOwn } from '../heads.ts';
import { addLayers, lastLayer, runLayers, trunkSeed } from '../layers.ts';
import { LayoutBuilder, type NetworkShape } from '../layout.ts';
import type { Network } from '../network.ts';
import { inputPart } from '../part.ts';
import type { SharingForm } from './form.ts';

const fewestExperts = 3;

/** Several trunks, of which each task mixes its own by a gate. */
export const mmoe: SharingForm = {
  description: {
    id: 'mmoe',
    name: 'MMoE',
    description:
      'Several trunks, the experts, are shared by all tasks; a gate for each task mixes them, row by row. Gates begin with equal parts; the first expert begins as the twin, the others differ from it.',
    formula: 'h_t = \\textstyle\\sum_{k=1}^{K} \\mathrm{softmax}(W_t x)_k\\, f_k(x)',
    reference:
      'Ma et al. (2018). Modeling task relationships in multi-task learning with multi-gate mixture-of-experts. KDD.',
    sharedPart: 'the experts',
    parameters: [
      {
        name: 'experts',
        label: 'Experts',
        meaning: 'trunks to mix; by default as many as tasks, at least 3',
        default: null,
        minimum: 1,
        maximum: 32,
        perTask: false,
        integer: true,
      },
    ],
  },
  create: createMmoe,
};

/** The first expert has the numbers of the twin's trunk, the others have their own. */
export function expertSeed(seed: number, layer: number, expert: number): number {
  return expert === 0 ? trunkSeed(seed, layer) : deriveSeed(seed, 'expert', layer, expert);
}

function createMmoe(shape: NetworkShape, parameters: Parameters): Network {
  const tasks = shape.heads.length;
  const count = (parameters['experts'] as number | undefined) ?? Math.max(fewestExperts, tasks);
  const builder = new LayoutBuilder(shape);
  const experts = addLayers(builder, {
    name: (layer) => `experts, layer ${layer + 1}`,
    copies: count,
    seedOf: expertSeed,
  });
  const last = lastLayer(experts);
  builder.endShared(last.pieces);
  const gates = addGates(builder, 'gates', tasks, shape.inputs, count);
  const heads = addHeads(builder, last.width);
  const layout = builder.finish();
  const end = shape.widths.length;
  const ends = Array.from({ length: count }, (_, expert) => `expert ${expert}/${last.layer}`);
  return {
    layout,
    outputs(x, pieces, options) {
      const all = runLayers(copyReplicas(x, count), experts, pieces, options);
      const hidden = mixExperts(copyReplicas(x, tasks), offerToAll(all, count, tasks), gates, pieces);
      return readOwn(hidden, heads, pieces, layout);
    },
    representation: null,
    penalty: null,
    plain: null,
    parts: [
      ...Array.from({ length: count }, (_, expert) =>
        drawLayers(experts, shape, {
          id: `expert ${expert}`,
          label: (layer) => `Expert ${expert + 1}, layer ${layer + 1}`,
          owner: 'shared',
          from: [inputPart],
          stage: 1,
        }),
      ).flat(),
      ...shape.heads.map((_, task) => ({
        id: `gate ${task}`,
        label: 'gate',
        owner: [task],
        stage: end + 1,
        inputs: shape.inputs,
        outputs: last.width,
        parameters: gateSize(gates),
        multiplyAdds: gateSize(gates) + count * last.width,
        details: `mixes ${count} experts by the inputs`,
        from: ends,
      })),
      ...drawHeads(shape, last.width, end + 2, (task) => [`gate ${task}`]),
    ],
  };
}
