import { deriveSeed, permutation } from '../../util/hash.ts';
import type { InputMatrix } from './input-matrix.ts';

/** Penalties tried, as shares of the number of rows. */
const penalties = [0.003, 0.03, 0.3, 3];

/**
 * Ridge regression of each target [rows, targets] on the inputs, every row predicted from the half it is not in. Of four
 * penalties the one with the smallest error on held-out rows is taken for all targets.
 */
export function crossPredict(
  matrix: InputMatrix,
  targets: Float64Array,
  targetCount: number,
  seed: number,
): Float64Array {
  const { width, values, rows } = matrix;
  const count = rows.length;
  const order = permutation(count, deriveSeed(seed, 'ridge'));
  const middle = count >> 1;
  const halves = [order.slice(0, middle), order.slice(middle)] as const;
  const predictions = penalties.map(() => new Float64Array(count * targetCount));
  for (const [fit, held] of [halves, [halves[1], halves[0]] as const]) {
    const system = createSystem(values, width, targets, targetCount, fit);
    penalties.forEach((penalty, index) => {
      const weights = solve(system, width, targetCount, penalty * fit.length + 1e-6);
      const out = predictions[index] ?? new Float64Array();
      for (const row of held) {
        for (let target = 0; target < targetCount; target += 1) {
          let sum = system.targetMeans[target] ?? 0;
          for (let feature = 0; feature < width; feature += 1) {
            sum +=
              ((values[row * width + feature] ?? 0) - (system.featureMeans[feature] ?? 0)) *
              (weights[feature * targetCount + target] ?? 0);
          }
          out[row * targetCount + target] = sum;
        }
      }
    });
  }
  const errors = predictions.map((predicted) =>
    predicted.reduce((sum, value, index) => sum + (value - (targets[index] ?? 0)) ** 2, 0),
  );
  const best = errors.indexOf(Math.min(...errors));
  return predictions[best] ?? new Float64Array(count * targetCount);
}

interface System {
  /** X'X [width, width] and X'Y [width, targets] of the centred rows. */
  readonly gram: Float64Array;
  readonly cross: Float64Array;
  readonly featureMeans: Float64Array;
  readonly targetMeans: Float64Array;
}

function createSystem(
  values: Float64Array,
  width: number,
  targets: Float64Array,
  targetCount: number,
  rows: Int32Array,
): System {
  const featureMeans = new Float64Array(width);
  const targetMeans = new Float64Array(targetCount);
  for (const row of rows) {
    for (let feature = 0; feature < width; feature += 1)
      featureMeans[feature] = (featureMeans[feature] ?? 0) + (values[row * width + feature] ?? 0) / rows.length;
    for (let target = 0; target < targetCount; target += 1)
      targetMeans[target] = (targetMeans[target] ?? 0) + (targets[row * targetCount + target] ?? 0) / rows.length;
  }
  const gram = new Float64Array(width * width);
  const cross = new Float64Array(width * targetCount);
  const centred = new Float64Array(width);
  for (const row of rows) {
    for (let feature = 0; feature < width; feature += 1)
      centred[feature] = (values[row * width + feature] ?? 0) - (featureMeans[feature] ?? 0);
    for (let a = 0; a < width; a += 1) {
      const value = centred[a] ?? 0;
      if (value === 0) continue;
      for (let b = a; b < width; b += 1) gram[a * width + b] = (gram[a * width + b] ?? 0) + value * (centred[b] ?? 0);
      for (let target = 0; target < targetCount; target += 1) {
        cross[a * targetCount + target] =
          (cross[a * targetCount + target] ?? 0) +
          value * ((targets[row * targetCount + target] ?? 0) - (targetMeans[target] ?? 0));
      }
    }
  }
  return { gram, cross, featureMeans, targetMeans };
}

/** (X'X + penalty I)^-1 X'Y by Cholesky's factor; the upper triangle of the Gramian is read. */
function solve({ gram, cross }: System, width: number, targetCount: number, penalty: number): Float64Array {
  const factor = new Float64Array(width * width);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = (gram[j * width + i] ?? 0) + (i === j ? penalty : 0);
      for (let k = 0; k < j; k += 1) sum -= (factor[i * width + k] ?? 0) * (factor[j * width + k] ?? 0);
      factor[i * width + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (factor[j * width + j] ?? 1);
    }
  }
  const weights = cross.slice();
  for (let target = 0; target < targetCount; target += 1) {
    for (let i = 0; i < width; i += 1) {
      let sum = weights[i * targetCount + target] ?? 0;
      for (let k = 0; k < i; k += 1) sum -= (factor[i * width + k] ?? 0) * (weights[k * targetCount + target] ?? 0);
      weights[i * targetCount + target] = sum / (factor[i * width + i] ?? 1);
    }
    for (let i = width - 1; i >= 0; i -= 1) {
      let sum = weights[i * targetCount + target] ?? 0;
      for (let k = i + 1; k < width; k += 1)
        sum -= (factor[k * width + i] ?? 0) * (weights[k * targetCount + target] ?? 0);
      weights[i * targetCount + target] = sum / (factor[i * width + i] ?? 1);
    }
  }
  return weights;
}
