import type { DesignMatrix } from '../design-matrix.ts';
import { applyLinear, type LinearModel } from './linear-model.ts';
import { minimize } from './minimize.ts';

/**
 * Logistic regression with a ridge penalty (le Cessie and van Houwelingen, 1992): the minimum of the mean log loss plus
 * lambda |w|^2 / 2 with free intercepts, for each lambda, each found from the one before. `outputs` is 1 for two classes,
 * else the number of classes.
 *
 * @param labels [rows] class indices
 */
export function fitLogistic(
  x: DesignMatrix,
  labels: Float64Array,
  outputs: number,
  lambdas: readonly number[],
): LinearModel[] {
  const size = x.columns * outputs;
  let point: Float64Array = new Float64Array(size + outputs);
  const order = lambdas.map((lambda, place) => ({ lambda, place })).sort((one, other) => other.lambda - one.lambda);
  const models = new Array<LinearModel>(lambdas.length);
  for (const { lambda, place } of order) {
    point = minimize((at, gradient) => penalizedLoss(x, labels, outputs, lambda, at, gradient), point);
    models[place] = { weights: point.slice(0, size), intercepts: point.slice(size), outputs };
  }
  return models;
}

/** Scores [rows, outputs] as probabilities: of the positive class [rows], or of each class [rows, outputs]. */
export function toProbabilities(scores: Float64Array, outputs: number): Float64Array {
  if (outputs === 1) return scores.map((score) => 1 / (1 + Math.exp(-score)));
  const probabilities = new Float64Array(scores.length);
  for (let start = 0; start < scores.length; start += outputs) {
    const own = scores.subarray(start, start + outputs);
    const top = Math.max(...own);
    let total = 0;
    for (let output = 0; output < outputs; output += 1) {
      const power = Math.exp((own[output] as number) - top);
      probabilities[start + output] = power;
      total += power;
    }
    for (let output = 0; output < outputs; output += 1) {
      probabilities[start + output] = (probabilities[start + output] as number) / total;
    }
  }
  return probabilities;
}

/** Mean log loss of scores [rows, outputs]. */
export function logLossOf(scores: Float64Array, labels: ArrayLike<number>, outputs: number): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const label = labels[row] as number;
    if (outputs === 1) {
      const margin = (scores[row] as number) * (label === 1 ? 1 : -1);
      sum += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
      continue;
    }
    const own = scores.subarray(row * outputs, (row + 1) * outputs);
    const top = Math.max(...own);
    let total = 0;
    for (const score of own) total += Math.exp(score - top);
    sum += Math.log(total) + top - (own[label] as number);
  }
  return sum / labels.length;
}

function penalizedLoss(
  x: DesignMatrix,
  labels: Float64Array,
  outputs: number,
  lambda: number,
  point: Float64Array,
  gradient: Float64Array,
): number {
  const size = x.columns * outputs;
  const model = { weights: point.subarray(0, size), intercepts: point.subarray(size), outputs };
  const scores = applyLinear(model, x);
  const residuals = toProbabilities(scores, outputs);
  for (let row = 0; row < x.rows; row += 1) {
    const label = labels[row] as number;
    const cell = outputs === 1 ? row : row * outputs + label;
    residuals[cell] = (residuals[cell] as number) - (outputs === 1 ? label : 1);
  }
  let penalty = 0;
  for (let index = 0; index < size; index += 1) {
    gradient[index] = lambda * (point[index] as number);
    penalty += (point[index] as number) ** 2;
  }
  gradient.fill(0, size);
  addGradient(x, residuals, outputs, gradient);
  return logLossOf(scores, labels, outputs) + (lambda * penalty) / 2;
}

/** Adds X'r / n for the residuals r [rows, outputs], and their means for the intercepts. */
function addGradient(x: DesignMatrix, residuals: Float64Array, outputs: number, gradient: Float64Array): void {
  const size = x.columns * outputs;
  for (let row = 0; row < x.rows; row += 1) {
    const own = residuals.subarray(row * outputs, (row + 1) * outputs);
    for (let output = 0; output < outputs; output += 1) {
      own[output] = (own[output] as number) / x.rows;
      gradient[size + output] = (gradient[size + output] as number) + (own[output] as number);
    }
    for (let column = 0; column < x.columns; column += 1) {
      const value = x.values[row * x.columns + column] as number;
      if (value === 0) continue;
      const first = column * outputs;
      for (let output = 0; output < outputs; output += 1) {
        gradient[first + output] = (gradient[first + output] as number) + value * (own[output] as number);
      }
    }
  }
}
