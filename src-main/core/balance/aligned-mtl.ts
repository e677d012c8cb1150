import {
  add,
  cast,
  div,
  equal,
  expandDims,
  floor,
  less,
  maximum,
  min,
  mul,
  onesLike,
  reshape,
  sqrt,
  sub,
  sum,
  tensor3d,
  where,
  fill,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { uniformShares } from './simplex-minimum.ts';
import { applySpectrum, isPositive, symmetricEigen } from './symmetric-eigen.ts';
import { onSumScale, taskGramian } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

const byLeast = 0;
const byMedian = 1;
const byMean = 2;
const beyond = 1e30;

/** [R, 1]: the lower median of the eigenvalues that are kept. kept: [R, n] 0 or 1. */
function lowerMedian(values: Tensor, kept: Tensor): Tensor {
  const size = values.shape[1] as number;
  const own = expandDims(values, 2);
  const other = expandDims(values, 1);
  const isEarlier = tensor3d(
    Array.from({ length: size * size }, (_, at) => (at % size < Math.floor(at / size) ? 1 : 0)),
    [1, size, size],
  );
  const before = add(cast(less(other, own), 'float32'), mul(cast(equal(other, own), 'float32'), isEarlier));
  const rank = sum(mul(before, expandDims(kept, 1)), 2);
  const middle = floor(mul(sub(sum(kept, 1, true), 1), 0.5));
  return sum(mul(values, mul(kept, cast(equal(rank, middle), 'float32'))), 1, true);
}

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const { values, vectors } = symmetricEigen(tasks.gramian, input.loop);
  const isKept = isPositive(values);
  const kept = cast(isKept, 'float32');
  const least = min(where(isKept, values, fill(values.shape, beyond)), 1, true);
  const mean = div(sum(mul(values, kept), 1, true), maximum(sum(kept, 1, true), 1));
  const choice = reshape(parameters['scale'] as Tensor, [-1, 1]);
  const level = where(equal(choice, byMedian), lowerMedian(values, kept), where(equal(choice, byMean), mean, least));
  const factors = mul(kept, sqrt(div(level, where(isKept, values, onesLike(values)))));
  const native = applySpectrum(vectors, factors, uniformShares(tasks.member));
  return { ...onSumScale(native, tasks, input.active), state: {} };
}

export const alignedMtl: BalancingMethod = {
  description: {
    id: 'aligned-mtl',
    name: 'Aligned gradients (Aligned-MTL)',
    level: 'gradient',
    description:
      'Replaces the task gradients by the nearest ones, up to one factor, that are orthogonal and equally long, and takes their mean: what tasks have in common counts no more than what they differ in.',
    whenToUse:
      'When one task or one shared direction dominates the step. With the smallest eigenvalue as the scale the steps are short where gradients are nearly dependent.',
    formula:
      'w = \\sqrt{\\sigma}\\; V \\Lambda^{-1/2} V^{\\top} \\mathbf 1, \\quad J J^{\\top} = V \\Lambda V^{\\top}, \\quad \\sigma \\in \\{\\lambda_{\\min},\\; \\operatorname{median} \\lambda,\\; \\operatorname{mean} \\lambda\\} \\text{ over } \\lambda > 10^{-6}\\, T \\lambda_{\\max}',
    reference: 'Senushkin et al., Independent Component Alignment for Multi-Task Learning, CVPR 2023',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Equal and orthogonal task gradients have weights of 1; in the paper the sum is a mean.',
    parameters: [
      {
        name: 'scale',
        label: 'Scale',
        meaning:
          'Length of the aligned gradients, sigma in the formula: the smallest, the median or the mean eigenvalue (rmse: the root of the mean). Of an even number the lower middle one is the median, which for two tasks is the smallest.',
        default: byLeast,
        minimum: byLeast,
        maximum: byMean,
        perTask: false,
        choices: [
          { value: byLeast, label: 'min' },
          { value: byMedian, label: 'median' },
          { value: byMean, label: 'rmse' },
        ],
      },
    ],
  },
  gramian: 'shared',
  createState: () => ({}),
  balance,
};
