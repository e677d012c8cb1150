import type { Tensor } from '@tensorflow/tfjs-core';
import { nuclearNormPenalty } from '../nuclear-norm.ts';
import { createTowers } from '../towers.ts';
import type { SharingForm } from './form.ts';

/** A network a task, whose weights are drawn into a common subspace. */
export const traceNorm: SharingForm = {
  description: {
    id: 'trace-norm',
    name: 'Soft sharing (trace norm)',
    description:
      "Every task has a whole network of its own; a penalty on the trace norm of the tasks' weights, layer by layer, makes them combinations of few common ones. They begin alike.",
    formula:
      '\\textstyle\\sum_t w_t L_t + \\frac{\\beta}{L} \\sum_{\\ell=1}^{L} \\bigl\\lVert [\\mathrm{vec}\\, W_1^{\\ell}, \\dots, \\mathrm{vec}\\, W_T^{\\ell}] \\bigr\\rVert_{*}',
    reference: 'Yang and Hospedales (2017). Trace norm regularised deep multi-task learning. ICLR workshop.',
    sharedPart: null,
    parameters: [
      {
        name: 'beta',
        label: 'Strength',
        meaning: 'weight of the mean trace norm of the layers',
        default: 0.01,
        minimum: 0,
        maximum: 1000,
        perTask: false,
      },
    ],
  },
  settings: ['beta'],
  create: (shape) =>
    createTowers(shape, (stack, pieces, settings) => nuclearNormPenalty(stack, pieces, settings['beta'] as Tensor)),
};
