import { expandDims, squeeze } from '@tensorflow/tfjs-core';
import { boxIterations, boxMinimum, boxResidualMeaning } from './box-minimum.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { boxResidual } from './solver-residual.ts';
import { uniformShares } from './simplex-minimum.ts';
import { onSumScale, taskGramian } from './task-gramian.ts';

function balance(input: BalancingInput): BalancingOutput {
  const tasks = taskGramian(input);
  const lower = expandDims(uniformShares(tasks.member), 1);
  const point = boxMinimum(tasks.gramian, lower, input.loop);
  const residual = boxResidual(tasks.gramian, lower, point);
  return { ...onSumScale(squeeze(point, [1]), tasks, input.active), residual, state: {} };
}

export const dualproj: BalancingMethod = {
  description: {
    id: 'dualproj',
    name: 'Projection of the mean (DualProj)',
    level: 'gradient',
    description: 'Adds the task gradients and projects the sum to the nearest direction that opposes no task.',
    whenToUse:
      'When the sum should be changed no more than it takes for no task to lose. A task with long gradients decides most of the step. Conflicts with gradients a hundred times shorter are hardly seen: scale such losses first.',
    formula:
      'd = \\operatorname*{arg\\,min}_{x:\\, J x \\ge 0} \\Big\\lVert x - \\textstyle\\sum_t g_t \\Big\\rVert; \\qquad w = \\operatorname*{arg\\,min}_{v \\ge 1} v^{\\top} \\left(J J^{\\top} + 10^{-4} \\operatorname{tr}(J J^{\\top})\\, I\\right) v',
    reference: 'Lopez-Paz and Ranzato, Gradient Episodic Memory for Continual Learning, NeurIPS 2017',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Without conflicts the weights are 1; the projection makes them larger.',
    residual: boxResidualMeaning,
    parameters: [],
  },
  gramian: 'shared',
  iterations: boxIterations,
  createState: () => ({}),
  balance,
};
