import type { Tensor } from '@tensorflow/tfjs-core';
import { distancePenalty } from '../distance-penalty.ts';
import { createTowers } from '../towers.ts';
import type { SharingForm } from './form.ts';

/** A network a task, drawn together by the distance of their parameters. */
export const soft: SharingForm = {
  description: {
    id: 'soft',
    name: 'Soft sharing (L2)',
    description:
      'Every task has a whole network of its own, and a penalty draws the networks together; they begin alike. Strength 0 is separate networks, a large one comes close to hard sharing.',
    formula: '\\textstyle\\sum_t w_t L_t + 2\\beta \\sum_{s<t} \\lVert \\theta_s - \\theta_t \\rVert^2',
    reference:
      'Duong et al. (2015). Low resource dependency parsing: cross-lingual parameter sharing in a neural network parser. ACL.',
    sharedPart: null,
    parameters: [
      {
        name: 'beta',
        label: 'Strength',
        meaning: 'how strongly the parameters of the tasks are drawn together',
        default: 0.01,
        minimum: 0,
        maximum: 1000,
        perTask: false,
      },
    ],
  },
  settings: ['beta'],
  create: (shape) =>
    createTowers(shape, (stack, pieces, settings) => distancePenalty(stack, pieces, settings['beta'] as Tensor)),
};
