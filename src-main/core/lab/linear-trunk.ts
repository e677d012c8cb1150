import { add, expandDims, mul, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { momentumDescent, momentumState } from './descent.ts';
import { drawNormal } from './draw.ts';
import { fill, single } from './numbers.ts';
import { replicatesPerBlock } from './replicates.ts';
import type { Trainer } from './trainer.ts';
import { dataOf } from './values.ts';

const steps = 700;
/** Over the length of the problem's moments: the curvature grows with them. */
const rate = 0.08;
const momentum = 0.9;
/** Of the start values, over the root of the same length. */
const startSpread = 0.35;

/**
 * Linear tasks on inputs with X'X = n I: the mean squared error over the rows is a constant plus |X'y/n - w|^2, so its
 * gradient needs the moments alone. Beside one another: every task alone, and all tasks behind a linear trunk.
 * moments [R, d, T], alone [R, d, T], trunk [R, d, k], heads [R, k, T], width [R, 1, k] of zeros and ones.
 */
const program = momentumDescent('linear-trunk', ['alone', 'trunk', 'heads'], (parameters, inputs) => {
  const { alone, trunk, heads } = parameters as { alone: Tensor; trunk: Tensor; heads: Tensor };
  const moments = inputs['moments'] as Tensor;
  const narrow = mul(trunk, inputs['width'] as Tensor);
  // as a sum of products: for so small matrices XLA's loops are quicker than its matrix product
  const shared = sum(mul(expandDims(narrow, 3), expandDims(heads, 1)), 2);
  return add(sum(square(sub(moments, alone)), [1, 2]), sum(square(sub(moments, shared)), [1, 2]));
});

/** The stacked problems; a problem with fewer dimensions or tasks than the program has zeros there. */
export interface TrunkProblems {
  readonly replicas: number;
  readonly dimensions: number;
  readonly tasks: number;
  readonly widest: number;
  /** X'y / n of a task. */
  moments(replica: number, task: number): ArrayLike<number>;
  width(replica: number): number;
  /** Of the start values. */
  seed(replica: number): number;
}

/** The weights [dimensions] of every task after training. */
export interface TrunkWeights {
  alone(replica: number, task: number): Float64Array;
  shared(replica: number, task: number): Float64Array;
}

/** Trains all problems together, by gradient descent from small random values. */
export function trainLinearTrunk(trainer: Trainer, problems: TrunkProblems): TrunkWeights {
  const { replicas, dimensions, tasks, widest } = problems;
  const moments = new Float32Array(replicas * dimensions * tasks);
  const trunk = new Float32Array(replicas * dimensions * widest);
  const heads = new Float32Array(replicas * widest * tasks);
  const rates = new Float32Array(replicas);
  const starts = new Map<number, { trunk: Float64Array; heads: Float64Array }>();
  for (let replica = 0; replica < replicas; replica += 1) {
    let used = 0;
    let squaredLength = 0;
    for (let task = 0; task < tasks; task += 1) {
      const own = problems.moments(replica, task);
      used = Math.max(used, own.length);
      for (let row = 0; row < own.length; row += 1) {
        moments[(replica * dimensions + row) * tasks + task] = own[row] as number;
        squaredLength += (own[row] as number) ** 2;
      }
    }
    const length = Math.max(Math.sqrt(squaredLength), 1e-3);
    rates[replica] = rate / length;
    const spread = startSpread * Math.sqrt(length);
    const seed = problems.seed(replica);
    const start = starts.get(seed) ?? {
      trunk: drawNormal(dimensions * widest, seed, 'trunk'),
      heads: drawNormal(widest * tasks, seed, 'heads'),
    };
    starts.set(seed, start);
    // a weight of an input that is not there stays 0
    for (let at = 0; at < used * widest; at += 1) {
      trunk[replica * dimensions * widest + at] = spread * (start.trunk[at] as number);
    }
    // every unit begins with a task of its own: with random heads the weakest direction would take long to grow
    for (let at = 0; at < widest * tasks; at += 1) {
      const own = Math.floor(at / tasks) === at % tasks ? 2 : 0;
      heads[replica * widest * tasks + at] = spread * (own + 0.3 * (start.heads[at] as number));
    }
  }
  const result = trainer.run(
    program,
    momentumState({
      alone: fill([replicas, dimensions, tasks], () => 0),
      trunk: { shape: [replicas, dimensions, widest], data: trunk },
      heads: { shape: [replicas, widest, tasks], data: heads },
    }),
    {
      moments: { shape: [replicas, dimensions, tasks], data: moments },
      width: fill([replicas, 1, widest], (at) => (at % widest < problems.width(Math.floor(at / widest)) ? 1 : 0)),
      rate: { shape: [replicas, 1, 1], data: rates },
      momentum: single(momentum),
    },
    steps,
  );
  const trained = { alone: dataOf(result, 'alone'), trunk: dataOf(result, 'trunk'), heads: dataOf(result, 'heads') };
  return {
    alone: (replica, task) =>
      Float64Array.from(
        { length: dimensions },
        (_, row) => trained.alone[(replica * dimensions + row) * tasks + task] as number,
      ),
    shared: (replica, task) =>
      Float64Array.from({ length: dimensions }, (_, row) => {
        let weight = 0;
        for (let unit = 0; unit < problems.width(replica); unit += 1) {
          const own = trained.trunk[(replica * dimensions + row) * widest + unit] as number;
          weight += own * (trained.heads[(replica * widest + unit) * tasks + task] as number);
        }
        return weight;
      }),
  };
}

/** The replicate that a stacked replica belongs to. */
export function replicateOf(replica: number, replicates: readonly number[]): number {
  return replicates[replica % replicatesPerBlock] as number;
}
