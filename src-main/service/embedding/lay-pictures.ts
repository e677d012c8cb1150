import type { PictureScaling } from '../../contract/embedding.ts';
import type { Pixels } from '../../core/table/image.ts';

/** Dimensions of a model's input; a name or a number below 1 stands for any. */
export type PictureInput = readonly (number | string)[];

/** Mean and spread of the pictures that most models were trained on (ImageNet), by channel. */
const imagenet = { mean: [0.485, 0.456, 0.406], spread: [0.229, 0.224, 0.225] };

/** A batch of pictures as a model takes it: its size by bilinear sampling, its channels and their place, its range of values. */
export function layPictures(
  pictures: readonly Pixels[],
  shape: PictureInput,
  scaling: PictureScaling,
): { data: Float32Array; dims: number[] } {
  const isChannels = (size: number | string | undefined): boolean => size === 1 || size === 3;
  const channelsLast = !isChannels(shape[1]) && isChannels(shape[3]);
  const [channels, height, width] = channelsLast ? [shape[3], shape[1], shape[2]] : [shape[1], shape[2], shape[3]];
  const depth = isChannels(channels) ? (channels as 1 | 3) : 3;
  const rows = sizeOf(height, pictures[0]?.height ?? 1);
  const columns = sizeOf(width, pictures[0]?.width ?? 1);
  const area = rows * columns;
  const data = new Float32Array(pictures.length * depth * area);
  pictures.forEach((picture, index) => {
    for (let place = 0; place < area; place += 1) {
      const y = ((Math.floor(place / columns) + 0.5) * picture.height) / rows - 0.5;
      const x = (((place % columns) + 0.5) * picture.width) / columns - 0.5;
      for (let channel = 0; channel < depth; channel += 1) {
        const value = scale(sample(picture, y, x, channel, depth), channel, scaling);
        const at = channelsLast ? place * depth + channel : channel * area + place;
        data[index * depth * area + at] = value;
      }
    }
  });
  const dims = channelsLast ? [pictures.length, rows, columns, depth] : [pictures.length, depth, rows, columns];
  return { data, dims };
}

function sizeOf(size: number | string | undefined, own: number): number {
  return typeof size === 'number' && size > 0 ? size : own;
}

/** Value from 0 to 1 between the four nearest pixels; grey for a model of one channel, three times grey for one of three. */
function sample(picture: Pixels, y: number, x: number, channel: number, depth: number): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, along] = [y - top, x - left];
  const at = (row: number, column: number): number => valueAt(picture, row, column, channel, depth);
  const above = at(top, left) * (1 - along) + at(top, left + 1) * along;
  const below = at(top + 1, left) * (1 - along) + at(top + 1, left + 1) * along;
  return (above * (1 - down) + below * down) / 255;
}

function valueAt(
  { height, width, channels, values }: Pixels,
  row: number,
  column: number,
  channel: number,
  depth: number,
): number {
  const y = Math.max(0, Math.min(height - 1, row));
  const x = Math.max(0, Math.min(width - 1, column));
  const first = (y * width + x) * channels;
  if (channels === 1) return values[first] ?? 0;
  if (depth === 3) return values[first + channel] ?? 0;
  return 0.299 * (values[first] ?? 0) + 0.587 * (values[first + 1] ?? 0) + 0.114 * (values[first + 2] ?? 0);
}

function scale(value: number, channel: number, scaling: PictureScaling): number {
  if (scaling === 'unit') return value;
  if (scaling === 'signed') return 2 * value - 1;
  return (value - (imagenet.mean[channel] ?? 0.5)) / (imagenet.spread[channel] ?? 0.25);
}
