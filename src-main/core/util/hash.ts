/**
 * Random numbers as a pure function of integers, the same bits here as in a compiled program: everything is int32
 * arithmetic that wraps. The mixer is `lowbias32` (Wellons, "Prospecting for hash functions", 2018).
 */

/** Odd constant of the golden ratio; spreads consecutive counters. */
export const counterStep = 0x9e3779b9 | 0;
/** Separates the stride of a stream from its offset. */
export const strideSalt = 0x5bd1e995 | 0;

/** Mixes 32 bits into 32 bits, one to one; the result is a signed int32. */
export function hash32(value: number): number {
  let mixed = value | 0;
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  mixed ^= mixed >>> 16;
  return mixed | 0;
}

/** A seed (int32) for one purpose: the same base and labels give the same seed, any other labels an unrelated one. */
export function deriveSeed(base: number, ...labels: readonly (string | number)[]): number {
  let seed = hash32(base);
  for (const label of labels) {
    if (typeof label === 'number') {
      seed = mixIn(mixIn(seed, 1), label);
    } else {
      seed = mixIn(seed, 2);
      for (let position = 0; position < label.length; position += 1) {
        seed = mixIn(seed, label.charCodeAt(position));
      }
      seed = mixIn(seed, -label.length - 1);
    }
  }
  return seed;
}

function mixIn(seed: number, value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`invalid seed label; must be an integer: ${value}`);
  }
  const high = Math.floor(value / 2 ** 32);
  const mixed = hash32(Math.imul(seed, counterStep) + (value | 0));
  return high === 0 || high === -1 ? mixed : hash32(mixed ^ Math.imul(high, strideSalt));
}

/** The stream of one (seed, counter): number `index` is `hash32(offset + index * stride)`. */
export interface Stream {
  readonly offset: number;
  readonly stride: number;
}

/**
 * Streams differ in stride as well as in offset, so two of them never run side by side shifted, as windows of one
 * sequence would.
 */
export function streamOf(seed: number, counter: number): Stream {
  const offset = hash32((Math.imul(counter, counterStep) + hash32(seed)) | 0);
  return { offset, stride: hash32(offset ^ strideSalt) | 1 };
}

/** The int32 at `index` of the stream of (seed, counter). */
export function integerAt(seed: number, counter: number, index: number): number {
  const { offset, stride } = streamOf(seed, counter);
  return hash32((offset + Math.imul(index, stride)) | 0);
}

/** A number in [0, 1) with 24 random bits: exact in float32, equal to `Operations.uniform` bit for bit. */
export function uniformAt(seed: number, counter: number, index: number): number {
  return (integerAt(seed, counter, index) >>> 8) * 2 ** -24;
}

/** Fills `target` with the first numbers of the stream of (seed, counter). */
export function fillUniform(target: Float32Array, seed: number, counter: number): Float32Array {
  const { offset, stride } = streamOf(seed, counter);
  let position = offset;
  for (let index = 0; index < target.length; index += 1) {
    target[index] = (hash32(position) >>> 8) * 2 ** -24;
    position = (position + stride) | 0;
  }
  return target;
}

/** An integer in [0, bound) without bias: draws again, further along the stream, while a draw falls in the last, partial block. */
export function integerBelow(bound: number, seed: number, counter: number): number {
  if (!Number.isSafeInteger(bound) || bound < 1 || bound > 2 ** 32) {
    throw new RangeError(`invalid bound; must be an integer from 1 to 2^32: ${bound}`);
  }
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (let index = 0; ; index += 1) {
    const drawn = integerAt(seed, counter, index) >>> 0;
    if (drawn < limit) {
      return drawn % bound;
    }
  }
}

/** Shuffles in place (Fisher and Yates) and returns its argument. */
export function shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T, seed: number): T {
  const hashedSeed = hash32(seed);
  for (let last = items.length - 1; last > 0; last -= 1) {
    const bound = last + 1;
    // the first number of the stream of (seed, last), which `integerBelow` takes unless it may fall in the last, partial block
    const drawn = hash32(hash32((Math.imul(last, counterStep) + hashedSeed) | 0)) >>> 0;
    const other =
      drawn <= 2 ** 32 - bound ? drawn - bound * Math.floor(drawn / bound) : integerBelow(bound, seed, last);
    const held = items[last];
    items[last] = items[other];
    items[other] = held;
  }
  return items;
}

/** The numbers 0 .. count - 1 in an order that depends on the seed alone. */
export function permutation(count: number, seed: number): Int32Array {
  const order = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    order[index] = index;
  }
  return shuffle(order, seed);
}
