import { expandDims, eye, mul, sum } from '@tensorflow/tfjs-core';
import { boxIterations, boxMinimum, boxResidualMeaning } from './box-minimum.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { boxResidual } from './solver-residual.ts';
import { uniformShares } from './simplex-minimum.ts';
import { onSumScale, taskGramian } from './task-gramian.ts';

function balance(input: BalancingInput): BalancingOutput {
  const tasks = taskGramian(input);
  const size = tasks.gramian.shape[2] as number;
  // row i asks for at least the share of task i alone
  const lower = mul(expandDims(uniformShares(tasks.member), 2), eye(size));
  const points = boxMinimum(tasks.gramian, lower, input.loop);
  const residual = boxResidual(tasks.gramian, lower, points);
  return { ...onSumScale(sum(points, 1), tasks, input.active), residual, state: {} };
}

export const upgrad: BalancingMethod = {
  description: {
    id: 'upgrad',
    name: 'Unconflicting projections (UPGrad)',
    level: 'gradient',
    description:
      'Projects each task gradient to the nearest direction that opposes no task, and adds what comes out. The sum opposes no task, and a task with longer gradients keeps its larger say.',
    whenToUse:
      'When conflicts cost tasks accuracy: it does for any number of tasks what PCGrad does for two, without chance. Without conflicts it equals equal weights. Conflicts with gradients a hundred times shorter are hardly seen: scale such losses first.',
    formula:
      'd = \\textstyle\\sum_i \\pi(g_i), \\quad \\pi(g) = \\operatorname*{arg\\,min}_{x:\\, J x \\ge 0} \\lVert x - g \\rVert; \\qquad w = \\textstyle\\sum_i \\operatorname*{arg\\,min}_{v \\ge e_i} v^{\\top} \\left(J J^{\\top} + 10^{-4} \\operatorname{tr}(J J^{\\top})\\, I\\right) v',
    reference: 'Quinton and Rey, Jacobian Descent for Multi-Objective Optimization, 2024',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Without conflicts the weights are 1; projections make them larger. In the paper the sum is a mean.',
    residual: boxResidualMeaning,
    parameters: [],
  },
  gramian: 'shared',
  iterations: boxIterations,
  createState: () => ({}),
  balance,
};
