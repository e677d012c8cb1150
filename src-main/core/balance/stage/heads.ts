import type { BalancingMethod } from '../method.ts';
import { describeStage, type Stage } from './stage.ts';

const own = 1;
const weighted = 2;

const description: Stage['description'] = {
  id: 'heads',
  name: 'Heads',
  description:
    'Whether each head gets the plain gradient of its own task loss, or that times the weight of the task. By default methods on losses weigh the heads too, and methods on gradients do not; arms that differ in it partly differ in the learning rate of their heads.',
  formula:
    '\\theta_t \\text{ moves along } \\nabla_{\\theta_t} L_t \\;\\text{ (own)} \\quad\\text{or}\\quad w_t \\nabla_{\\theta_t} L_t \\;\\text{ (weighted)}',
  reference:
    'Lin and Zhang, LibMTL: A Python Library for Deep Multi-Task Learning, JMLR 2023 (where methods differ in it)',
  parameter: {
    name: 'heads',
    label: 'Heads',
    meaning:
      'As the method has it; own: weight 1 for every head; weighted: the weight that the task has in the shared part.',
    default: 0,
    minimum: 0,
    maximum: weighted,
    perTask: false,
    choices: [
      { value: 0, label: 'method' },
      { value: own, label: 'own' },
      { value: weighted, label: 'weighted' },
    ],
  },
};

function wrap(method: BalancingMethod, value: number): BalancingMethod {
  return { ...method, description: describeStage(method, description), heads: value === own ? 'own' : 'weighted' };
}

export const headPolicy: Stage = {
  description,
  decidesProgram: () => true,
  refuse: (method, value) =>
    value === weighted && method.coordinateWise === true
      ? 'the method mixes gradients coordinate by coordinate and has no weights for the heads'
      : null,
  wrap,
};
