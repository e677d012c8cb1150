import type { NetworkShape } from '../layout.ts';
import { createTowers } from '../towers.ts';
import { createHard } from './hard.ts';
import type { SharingForm } from './form.ts';

/** Narrow networks of their own for each task, together as large as the hard-shared network. */
export const separate: SharingForm = {
  description: {
    id: 'separate',
    name: 'Separate networks of equal capacity',
    description:
      'Nothing is shared: each task has a narrow network of its own, and together they have as many parameters as the hard-shared network. Shows whether a multi-task network is better than its twins for what it shares or only for costing less.',
    formula: 'h_t = f_{\\theta_t}(x), \\qquad \\textstyle\\sum_t |\\theta_t| \\le |\\theta_{\\mathrm{hard}}|',
    reference:
      'Xin et al. (2022). Do current multi-task optimization methods in deep learning even help? NeurIPS (baselines at equal cost).',
    sharedPart: null,
    parameters: [],
  },
  create: (shape) => createTowers(shape, { width: narrowWidths(shape) }),
};

/** The widest layers, in proportion to those of the shape, with which a tower for each task costs no more than hard sharing. */
export function narrowWidths(shape: NetworkShape): (layer: number) => number {
  const most = createHard(shape).layout.size;
  const scaled = (factor: number): number[] => shape.widths.map((width) => Math.max(1, Math.floor(width * factor)));
  const steps = Math.max(...shape.widths);
  let low = 0;
  let high = steps;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (towersSize(shape, scaled(middle / steps)) <= most) low = middle;
    else high = middle - 1;
  }
  const widths = scaled(low / steps);
  return (layer) => widths[layer] as number;
}

/** Parameters of a tower with its head for each task. */
function towersSize({ inputs, heads, layerNorm }: NetworkShape, widths: readonly number[]): number {
  const tower = widths.reduce((sum, width, layer) => {
    const before = layer === 0 ? inputs : (widths[layer - 1] as number);
    return sum + before * width + (layerNorm ? 3 : 1) * width;
  }, 0);
  const outputs = heads.reduce((sum, width) => sum + width, 0);
  return heads.length * tower + ((widths.at(-1) as number) + 1) * outputs;
}
