import { deriveSeed, fillUniform } from '../util/hash.ts';
import { fillNormal } from '../util/normal.ts';
import type { Layout } from './layout.ts';

/**
 * Initial flat parameters [P] of one replicate. The same seed gives every arm and every twin the same numbers wherever they
 * have a layer in common, and a task's head does not depend on which other tasks there are.
 */
export function initialParameters(layout: Layout, tasks: readonly string[], seed: number): Float32Array {
  const parameters = new Float32Array(layout.size);
  for (const piece of layout.pieces) parameters.set(piece.initialize(seed, tasks), piece.offset);
  return parameters;
}

/** Weights [inputs, outputs], He-normal (He et al., 2015), from a seed of their own. */
export function heNormal(inputs: number, outputs: number, seed: number): Float32Array {
  const values = new Float32Array(inputs * outputs);
  fillNormal(values, Math.sqrt(2 / inputs), seed);
  return values;
}

/** Weights of linear heads side by side [rows, sum of outputs], Glorot-uniform (2010) with the fans of each task's own head. */
export function glorotHeads(
  rows: number,
  heads: readonly number[],
  tasks: readonly string[],
  seed: number,
): Float32Array {
  const columns = heads.reduce((sum, outputs) => sum + outputs, 0);
  const values = new Float32Array(rows * columns);
  let first = 0;
  heads.forEach((outputs, position) => {
    const limit = Math.sqrt(6 / (rows + outputs));
    const drawn = fillUniform(new Float32Array(rows * outputs), deriveSeed(seed, 'head', tasks[position] as string), 0);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < outputs; column += 1) {
        values[row * columns + first + column] = limit * (2 * (drawn[row * outputs + column] as number) - 1);
      }
    }
    first += outputs;
  });
  return values;
}

/** One number in every place. */
export function constant(count: number, value: number): Float32Array {
  return new Float32Array(count).fill(value);
}
