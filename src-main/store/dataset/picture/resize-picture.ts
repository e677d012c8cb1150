import type { DecodedPicture } from './decode-picture.ts';

/** One side of a picture: which pixels each new pixel covers, and how much of them. */
interface Cover {
  readonly first: number;
  readonly shares: readonly number[];
}

/**
 * The picture at `size` times `size` pixels: each new pixel is the mean of the area it covers, so that nothing is left out
 * and nothing flickers. The sides are stretched alike, whatever their ratio.
 */
export function resizePicture({ width, height, values }: DecodedPicture, size: number): Uint8Array {
  const across = coverSide(width, size);
  const down = coverSide(height, size);
  const result = new Uint8Array(size * size * 3);
  down.forEach((vertical, row) => {
    across.forEach((horizontal, column) => {
      const sums = [0, 0, 0];
      vertical.shares.forEach((tall, y) => {
        horizontal.shares.forEach((wide, x) => {
          const place = 3 * ((vertical.first + y) * width + horizontal.first + x);
          for (let channel = 0; channel < 3; channel += 1) {
            sums[channel] = (sums[channel] ?? 0) + tall * wide * (values[place + channel] ?? 0);
          }
        });
      });
      sums.forEach((sum, channel) => (result[3 * (row * size + column) + channel] = Math.round(sum)));
    });
  });
  return result;
}

function coverSide(length: number, size: number): Cover[] {
  const scale = length / size;
  return Array.from({ length: size }, (_, place) => {
    const from = place * scale;
    const to = Math.min(length, (place + 1) * scale);
    const first = Math.min(length - 1, Math.floor(from));
    const last = Math.max(first, Math.ceil(to - 1e-9) - 1);
    const shares = Array.from({ length: last - first + 1 }, (_unused, offset) => {
      const pixel = first + offset;
      return (Math.min(to, pixel + 1) - Math.max(from, pixel)) / (to - from);
    });
    return { first, shares };
  });
}
