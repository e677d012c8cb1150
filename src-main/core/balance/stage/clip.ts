import { div, maximum, minimum, type Tensor } from '@tensorflow/tfjs-core';
import { activeGramian } from '../active.ts';
import type { BalancingMethod } from '../method.ts';
import { directionLength } from './direction-length.ts';
import { stretch } from './scale-rows.ts';
import { describeStage, refuseLastLayer, stageValue, type Stage } from './stage.ts';

const smallest = 1e-20;

const description: Stage['description'] = {
  id: 'clip',
  name: 'Clip',
  description: 'Makes the combined gradient of the shared parameters no longer than a limit; its direction stays.',
  formula: 'd \\gets d\\, \\min\\!\\Big(1, \\frac{c}{\\lVert d \\rVert}\\Big)',
  reference: 'Navon et al., Multi-Task Learning as a Bargaining Game, ICML 2022 (clipped at 1)',
  parameter: {
    name: 'clip',
    label: 'Clip',
    meaning:
      'The largest length, c in the formula; 0 is off. Loss-level methods then take a backward pass a task, and their weights in the heads shrink with it.',
    default: 0,
    minimum: 0,
    maximum: 1e9,
    perTask: false,
  },
};

function wrap(method: BalancingMethod): BalancingMethod {
  return {
    ...method,
    description: describeStage(method, description),
    gramian: 'shared',
    balance(input, state, parameters) {
      const gramian = activeGramian(input.gramian as Tensor, input.active);
      const seen = method.gramian === 'none' ? { ...input, gramian: null } : input;
      const output = method.balance(seen, state, parameters);
      const limit = stageValue(parameters, description.id);
      return stretch(output, minimum(1, div(limit, maximum(directionLength(output, gramian), smallest))));
    },
  };
}

export const directionClip: Stage = { description, refuse: refuseLastLayer, wrap };
