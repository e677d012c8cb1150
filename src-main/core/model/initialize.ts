import { deriveSeed, fillUniform } from '../util/hash.ts';
import type { Layout } from './layout.ts';

/**
 * Initial flat parameters [P] of one replicate: trunk weights He-normal (He et al., 2015), head weights Glorot-uniform
 * (Glorot and Bengio, 2010) with the fans of the task's own head, biases 0, gains 1. The same seed gives every arm and
 * every twin the same numbers, and a task's head does not depend on which other tasks there are.
 */
export function initialParameters(layout: Layout, tasks: readonly string[], seed: number): Float32Array {
  const parameters = new Float32Array(layout.size);
  for (const piece of layout.pieces) {
    const size = piece.rows * piece.columns;
    const target = parameters.subarray(piece.offset, piece.offset + size);
    if (piece.kind === 'gain') target.fill(1);
    if (piece.kind !== 'weight') continue;
    if (piece.part === 'trunk') {
      fillNormal(target, Math.sqrt(2 / piece.rows), deriveSeed(seed, 'trunk', piece.layer));
    } else {
      fillHeads(target, layout, tasks, piece.rows, seed);
    }
  }
  return parameters;
}

function fillHeads(target: Float32Array, layout: Layout, tasks: readonly string[], rows: number, seed: number): void {
  tasks.forEach((task, position) => {
    const outputs = layout.shape.heads[position] as number;
    const first = layout.headColumns[position] as number;
    const limit = Math.sqrt(6 / (rows + outputs));
    const drawn = fillUniform(new Float32Array(rows * outputs), deriveSeed(seed, 'head', task), 0);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < outputs; column += 1) {
        target[row * layout.headWidth + first + column] = limit * (2 * (drawn[row * outputs + column] as number) - 1);
      }
    }
  });
}

/** Normal numbers by Box and Muller (1958). */
function fillNormal(target: Float32Array, deviation: number, seed: number): void {
  const pairs = Math.ceil(target.length / 2);
  const radii = fillUniform(new Float32Array(pairs), seed, 0);
  const angles = fillUniform(new Float32Array(pairs), seed, 1);
  for (let pair = 0; pair < pairs; pair += 1) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - (radii[pair] as number)));
    const angle = 2 * Math.PI * (angles[pair] as number);
    target[2 * pair] = radius * Math.cos(angle);
    if (2 * pair + 1 < target.length) target[2 * pair + 1] = radius * Math.sin(angle);
  }
}
