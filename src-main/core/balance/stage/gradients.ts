import type { BalancingMethod } from '../method.ts';
import { describeStage, type Stage } from './stage.ts';

const description: Stage['description'] = {
  id: 'gradients',
  name: 'Gradients of',
  description:
    'The method balances the gradients of the last shared activation instead of those of the shared parameters: one backward pass through the trunk is left, with the combined gradient of the activation. Cheaper the more tasks there are; conflicts are then those of the rows, an upper bound of those of the parameters.',
  formula:
    'g_t = \\nabla_{Z} L_t, \\quad Z \\text{ the representations of the batch}, \\qquad d = \\Big(\\frac{\\partial Z}{\\partial \\theta}\\Big)^{\\!\\top} \\sum_t w_t\\, g_t',
  reference: 'Sener and Koltun, Multi-Task Learning as Multi-Objective Optimization, NeurIPS 2018 (MGDA-UB)',
  parameter: {
    name: 'gradients',
    label: 'Gradients of',
    meaning:
      'Parameters, or the representation; the latter for methods on gradients that remember none of earlier batches, where all tasks read one activation.',
    default: 0,
    minimum: 0,
    maximum: 1,
    perTask: false,
    choices: [
      { value: 0, label: 'parameters' },
      { value: 1, label: 'representation' },
    ],
  },
};

function refuse(method: BalancingMethod): string | null {
  if (method.gramian !== 'shared') return 'the method does not look at task gradients';
  if (method.remembersGradients === true) {
    return 'gradients of earlier batches are kept, and those of a representation belong to the rows of their own batch';
  }
  if (method.halves === true)
    return 'the halves of a batch have no rows in common, so their gradients are always at right angles';
  return null;
}

export const gradientSource: Stage = {
  description,
  decidesProgram: () => true,
  refuse,
  wrap: (method) => ({ ...method, description: describeStage(method, description), onRepresentation: true }),
};
