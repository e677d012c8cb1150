import { add, div, expandDims, mul, reshape, transpose, type Tensor } from '@tensorflow/tfjs-core';
import { activeGramian } from './active.ts';
import { halvesCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { gramianTimes, simplexIterations, simplexMinimum, uniformShares } from './simplex-minimum.ts';
import { mixtureGap } from './solver-residual.ts';
import { positivePart } from './symmetric-eigen.ts';
import { onSumScale, taskGramian, type TaskGramian } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** [R, T, T]: the products of independent halves made symmetric, and positive semidefinite as the solver wants them. */
function unbiasedGramian(input: BalancingInput, tasks: TaskGramian): Tensor {
  const cross = activeGramian(input.crossGramian as Tensor, input.active);
  const symmetric = mul(add(cross, transpose(cross, [0, 2, 1])), 0.5);
  const pairs = mul(expandDims(tasks.member, 2), expandDims(tasks.member, 1));
  return positivePart(mul(div(symmetric, expandDims(tasks.trace, 2)), pairs), input.loop);
}

/**
 * On the simplex |J'(w + c w0)|^2 is w'Gw + 2 c w'G w0 and a constant, and w'b = w'b 1'w: a quadratic form again.
 */
function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const gramian = unbiasedGramian(input, tasks);
  const pull = reshape(parameters['pull'] as Tensor, [-1, 1]);
  const centre = uniformShares(tasks.member);
  const towards = mul(gramianTimes(gramian, centre), pull);
  const linear = add(
    mul(expandDims(towards, 2), expandDims(tasks.member, 1)),
    mul(expandDims(towards, 1), expandDims(tasks.member, 2)),
  );
  const form = add(gramian, linear);
  const free = simplexMinimum(form, tasks.member, input.loop);
  const residual = mixtureGap(form, free, tasks.member);
  const native = div(add(free, mul(centre, pull)), add(1, pull));
  return { ...onSumScale(native, tasks, input.active), residual, state: {} };
}

export const sdmgrad: BalancingMethod = {
  description: {
    id: 'sdmgrad',
    name: 'Direction-oriented MGDA (SDMGrad)',
    level: 'gradient',
    description:
      'The shortest combination of task gradients as in MGDA, pulled towards their mean. The products of gradients come from the two halves of the batch, which are independent, so that noise does not count as length.',
    whenToUse:
      'When MGDA is too cautious or too noisy: the pull says how much of the mean gradient to keep. Batches should be large enough to be halved.',
    formula:
      'w = T\\,\\frac{a + \\lambda w_0}{1 + \\lambda}, \\quad a = \\operatorname*{arg\\,min}_{a \\ge 0,\\; \\sum_t a_t = 1} (a + \\lambda w_0)^{\\top} A\\, (a + \\lambda w_0), \\quad A = \\Big[\\tfrac12 \\big(J_1 J_2^{\\top} + J_2 J_1^{\\top}\\big)\\Big]_{\\succeq 0}, \\quad w_0 = \\tfrac1T \\mathbf 1, \\quad J_1, J_2 \\text{ of the halves}',
    reference:
      'Xiao, Ban and Ji, Direction-oriented Multi-objective Learning: Simple and Provable Stochastic Algorithms, NeurIPS 2023',
    cost: halvesCost,
    headPolicy: plainHeads,
    scale: 'Weights sum to the number of tasks that have labels in the batch; in the paper they sum to 1 + lambda.',
    residual: 'How far the objective may still lie above its minimum, as a share of the sum of all squared lengths.',
    parameters: [
      {
        name: 'pull',
        label: 'Pull to the mean',
        meaning: 'Lambda in the formula: 0 is MGDA, large values give equal weights.',
        default: 0.3,
        minimum: 0,
        maximum: 1000,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  iterations: simplexIterations,
  halves: true,
  createState: () => ({}),
  balance,
};
