import { deriveSeed, fillUniform } from '../util/hash.ts';

/** Standard normal numbers of one purpose in double precision: a pure function of seed and labels (Box and Muller, 1958). */
export function drawNormal(count: number, seed: number, ...labels: readonly (string | number)[]): Float64Array {
  const stream = deriveSeed(seed, ...labels);
  const pairs = Math.ceil(count / 2);
  const radii = fillUniform(new Float32Array(pairs), stream, 0);
  const angles = fillUniform(new Float32Array(pairs), stream, 1);
  const numbers = new Float64Array(count);
  for (let pair = 0; pair < pairs; pair += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - (radii[pair] as number)));
    const angle = 2 * Math.PI * (angles[pair] as number);
    numbers[2 * pair] = radius * Math.cos(angle);
    if (2 * pair + 1 < count) numbers[2 * pair + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/** Uniform numbers in [0, 1) of one purpose. */
export function drawUniform(count: number, seed: number, ...labels: readonly (string | number)[]): Float32Array {
  return fillUniform(new Float32Array(count), deriveSeed(seed, ...labels), 0);
}
