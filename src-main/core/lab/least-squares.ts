import { matMul, mul, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { momentumDescent, momentumState } from './descent.ts';
import { fill, single } from './numbers.ts';
import type { Trainer } from './trainer.ts';
import { dataOf } from './values.ts';

const steps = 250;

/** X'X / n, [d, d] row-major, and X'y / n of every target on these rows. */
export interface NormalEquations {
  readonly gramian: ArrayLike<number>;
  readonly moments: readonly ArrayLike<number>[];
}

/** w' S w / 2 - c' w has the gradient of half the mean squared error itself. gramian [R, d, d]; moments, weights [R, d, targets]. */
const program = momentumDescent('least-squares', ['weights'], (parameters, inputs) => {
  const weights = parameters['weights'] as Tensor;
  const fitted = matMul(inputs['gramian'] as Tensor, weights);
  return sum(mul(weights, sub(mul(fitted, 0.5), inputs['moments'] as Tensor)));
});

/**
 * Weights [problem][target] after full-batch gradient descent from zero, which ends at the least-squares solution of least
 * norm. The inputs have variance of about 1.
 */
export function trainLeastSquares(trainer: Trainer, problems: readonly NormalEquations[]): Float64Array[][] {
  const [first] = problems;
  if (first === undefined) return [];
  const replicas = problems.length;
  const targets = first.moments.length;
  const dimensions = first.moments[0]?.length ?? 0;
  const square = dimensions * dimensions;
  const of = (replica: number): NormalEquations => problems[replica] as NormalEquations;
  const result = trainer.run(
    program,
    momentumState({ weights: fill([replicas, dimensions, targets], () => 0) }),
    {
      gramian: fill(
        [replicas, dimensions, dimensions],
        (at) => of(Math.floor(at / square)).gramian[at % square] as number,
      ),
      moments: fill([replicas, dimensions, targets], (at) => {
        const row = Math.floor(at / targets) % dimensions;
        return of(Math.floor(at / targets / dimensions)).moments[at % targets]?.[row] as number;
      }),
      rate: single(0.15),
      momentum: single(0.9),
    },
    steps,
  );
  const weights = dataOf(result, 'weights');
  return problems.map((_, replica) =>
    Array.from({ length: targets }, (__, target) =>
      Float64Array.from(
        { length: dimensions },
        (___, row) => weights[(replica * dimensions + row) * targets + target] as number,
      ),
    ),
  );
}
