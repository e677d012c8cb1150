const digitBits = 11;
const buckets = 1 << digitBits;
const digitMask = buckets - 1;
/** Below so many numbers the sort of the runtime is as fast. */
const fewNumbers = 20_000;

/** The numbers in ascending order, in a new array. Many are sorted by their bits, digit by digit; NaN is not allowed. */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < fewNumbers) return values.slice().sort();
  const count = values.length;
  const sorted = values.slice();
  let words = new Uint32Array(sorted.buffer);
  const histograms = new Uint32Array(6 * buckets);
  for (let index = 0; index < count; index += 1) {
    const high = words[2 * index + 1] as number;
    const low = words[2 * index] as number;
    // Negative numbers are turned over, positive ones put above them: their bits then sort as they do.
    const flip = high >>> 31 === 1 ? 0xffffffff : 0;
    const top = (high ^ (flip | 0x80000000)) >>> 0;
    const bottom = (low ^ flip) >>> 0;
    words[2 * index] = bottom;
    words[2 * index + 1] = top;
    for (let digit = 0; digit < 6; digit += 1) {
      const place = digit * buckets + digitOf(bottom, top, digit);
      histograms[place] = (histograms[place] as number) + 1;
    }
  }
  let target = new Uint32Array(2 * count);
  for (let digit = 0; digit < 6; digit += 1) {
    const starts = histograms.subarray(digit * buckets, (digit + 1) * buckets);
    if (starts.includes(count)) continue;
    let start = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const size = starts[bucket] as number;
      starts[bucket] = start;
      start += size;
    }
    for (let index = 0; index < count; index += 1) {
      const bottom = words[2 * index] as number;
      const top = words[2 * index + 1] as number;
      const bucket = digitOf(bottom, top, digit);
      const place = starts[bucket] as number;
      starts[bucket] = place + 1;
      target[2 * place] = bottom;
      target[2 * place + 1] = top;
    }
    [words, target] = [target, words];
  }
  for (let index = 0; index < count; index += 1) {
    const top = words[2 * index + 1] as number;
    const flip = top >>> 31 === 1 ? 0 : 0xffffffff;
    words[2 * index + 1] = (top ^ (flip | 0x80000000)) >>> 0;
    words[2 * index] = ((words[2 * index] as number) ^ flip) >>> 0;
  }
  return new Float64Array(words.buffer, words.byteOffset, count);
}

/** Eleven bits of a number's 64, the lowest first; the third digit lies in both words. */
function digitOf(bottom: number, top: number, digit: number): number {
  if (digit === 0) return bottom & digitMask;
  if (digit === 1) return (bottom >>> 11) & digitMask;
  if (digit === 2) return ((bottom >>> 22) | (top << 10)) & digitMask;
  if (digit === 3) return (top >>> 1) & digitMask;
  return digit === 4 ? (top >>> 12) & digitMask : top >>> 23;
}
