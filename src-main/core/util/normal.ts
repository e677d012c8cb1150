import { fillUniform } from './hash.ts';

/** Fills `target` with normal numbers of mean 0 by Box and Muller (1958); the same seed gives the same numbers. */
export function fillNormal(target: Float32Array, deviation: number, seed: number): Float32Array {
  const pairs = Math.ceil(target.length / 2);
  const radii = fillUniform(new Float32Array(pairs), seed, 0);
  const angles = fillUniform(new Float32Array(pairs), seed, 1);
  for (let pair = 0; pair < pairs; pair += 1) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - (radii[pair] as number)));
    const angle = 2 * Math.PI * (angles[pair] as number);
    target[2 * pair] = radius * Math.cos(angle);
    if (2 * pair + 1 < target.length) target[2 * pair + 1] = radius * Math.sin(angle);
  }
  return target;
}
