import type { DesignMatrix } from '../design-matrix.ts';

/** `outputs` linear functions of a row: weights [columns, outputs] row-major and an intercept each. */
export interface LinearModel {
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
  readonly outputs: number;
}

/** [rows, outputs] */
export function applyLinear(model: LinearModel, x: DesignMatrix): Float64Array {
  const { outputs } = model;
  const result = new Float64Array(x.rows * outputs);
  for (let row = 0; row < x.rows; row += 1) {
    const target = row * outputs;
    for (let output = 0; output < outputs; output += 1) result[target + output] = model.intercepts[output] as number;
    for (let column = 0; column < x.columns; column += 1) {
      const value = x.values[row * x.columns + column] as number;
      if (value === 0) continue;
      for (let output = 0; output < outputs; output += 1) {
        const weight = model.weights[column * outputs + output] as number;
        result[target + output] = (result[target + output] as number) + value * weight;
      }
    }
  }
  return result;
}

/** Weights and intercepts one after the other, as they are kept. */
export function flattenLinear({ weights, intercepts, outputs }: LinearModel): {
  outputs: number;
  parameters: Float32Array;
} {
  const parameters = new Float32Array(weights.length + intercepts.length);
  parameters.set(weights);
  parameters.set(intercepts, weights.length);
  return { outputs, parameters };
}

/** The model of `flattenLinear`. */
export function restoreLinear({
  outputs,
  parameters,
}: {
  readonly outputs: number;
  readonly parameters: Float32Array;
}): LinearModel {
  const intercepts = parameters.length - outputs;
  return {
    weights: Float64Array.from(parameters.subarray(0, intercepts)),
    intercepts: Float64Array.from(parameters.subarray(intercepts)),
    outputs,
  };
}
