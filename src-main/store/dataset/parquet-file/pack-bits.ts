/** Bits that hold the numbers below `count`; at least one. */
export function bitWidth(count: number): number {
  return Math.max(1, 32 - Math.clz32(Math.max(0, count - 1)));
}

/** Numbers of `width` bits (at most 24) one after another, the lowest bits first; up to a multiple of eight of them. */
export function packBits(values: Int32Array, width: number): Uint8Array {
  const bytes = new Uint8Array(((values.length + 7) >>> 3) * width);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < values.length; index += 1) {
    held |= (values[index] as number) << bits;
    bits += width;
    while (bits >= 8) {
      bytes[at] = held;
      at += 1;
      held >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) bytes[at] = held;
  return bytes;
}
