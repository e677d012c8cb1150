import { AppError } from '../../contract/error.ts';
import type { ColumnEncoding } from '../../contract/input-setting.ts';
import { missingIndicatorShare, missingName, type EncodedColumn, type EncodedFeature } from './encoded-column.ts';
import type { VectorSource } from './vector-source.ts';

type PixelEncoding = Extract<ColumnEncoding, { readonly kind: 'pixels' }>;

const mostFilters = 64;
const mostLayers = 4;
const smallestMap = 4;

export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Each number of a vector as a feature of its own, standardized like any other number. */
export function encodeVector(source: VectorSource, nameOf: (position: number) => string): EncodedColumn {
  const { name, rowCount, width, values, present } = source;
  const features = Array.from({ length: width }, (_, position): EncodedFeature => {
    const pick = <Cells extends Float32Array | Uint8Array>(cells: Cells, into: Cells): Cells => {
      for (let row = 0; row < rowCount; row += 1) into[row] = cells[row * width + position] ?? 0;
      return into;
    };
    return {
      feature: { name: nameOf(position), column: name, kind: 'number' },
      values: pick(values, new Float32Array(rowCount)),
      present: present === null ? null : pick(present, new Uint8Array(rowCount)),
    };
  });
  return { features: [...features, ...missingRows(source)], groups: [], notes: [] };
}

/** A vector brought to length 1, as embeddings are compared by their angle; a missing one is zero. */
export function encodeUnitVector(source: VectorSource): EncodedColumn {
  const group = { kind: 'unit' as const, column: source.name, width: source.width, weighted: false };
  return { features: missingRows(source), groups: [{ group, values: source.values }], notes: [] };
}

/** A vector of pixels as a picture. Throws AppError `impossible-study` where the sizes do not make its length. */
export function encodePixels(source: VectorSource, encoding: PixelEncoding): EncodedColumn {
  const { height, width, channels, channelsFirst } = encoding;
  if (height * width * channels !== source.width) {
    throw new AppError(
      'impossible-study',
      `'${source.name}' has ${source.width} numbers a row; ${height} × ${width} pixels of ${channels} would be ${height * width * channels}; ${proposeSize(source.width)}`,
      { details: { column: source.name } },
    );
  }
  const last = channelsFirst && channels > 1 ? toChannelsLast(source.values, height * width, channels) : source.values;
  const scaled = { ...source, values: toUnitRange(last) };
  return encodePicture(scaled, { height, width, channels }, encoding.filters, encoding.layers);
}

/** Pixels from 0 to 1, channels last, for a small convolutional network; a missing picture takes the training means. */
export function encodePicture(
  source: VectorSource,
  shape: PictureShape,
  filters: number,
  layers: number | null,
): EncodedColumn {
  const count = layers ?? usualLayers(shape);
  const group = {
    kind: 'image' as const,
    column: source.name,
    width: source.width,
    height: shape.height,
    pixelWidth: shape.width,
    channels: shape.channels,
    filters: Array.from({ length: count }, (_, layer) => Math.min(mostFilters, filters * 2 ** layer)),
  };
  const rows = rowPresence(source);
  return {
    features: missingRows(source),
    groups: [{ group, values: source.values, ...(rows === null ? {} : { present: rows }) }],
    notes: [],
  };
}

/** So many that the last map is about four pixels wide. */
export function usualLayers({ height, width }: Pick<PictureShape, 'height' | 'width'>): number {
  return Math.max(1, Math.min(mostLayers, Math.round(Math.log2(Math.min(height, width) / smallestMap))));
}

/** Grey values up to 255 become 0 to 1; what lies there already stays. */
function toUnitRange(values: Float32Array): Float32Array {
  const most = values.reduce((greatest, value) => Math.max(greatest, value), 0);
  return most > 1 ? values.map((value) => value / 255) : values;
}

function toChannelsLast(values: Float32Array, pixels: number, channels: number): Float32Array {
  const width = pixels * channels;
  const moved = new Float32Array(values.length);
  for (let first = 0; first < values.length; first += width) {
    for (let place = 0; place < width; place += 1) {
      moved[first + (place % pixels) * channels + Math.floor(place / pixels)] = values[first + place] ?? 0;
    }
  }
  return moved;
}

/** [N] 1 where a row has all of its numbers; null where every row has. */
function rowPresence({ present, rowCount, width }: VectorSource): Uint8Array | null {
  if (present === null) return null;
  const rows = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    rows[row] = present.subarray(row * width, (row + 1) * width).includes(0) ? 0 : 1;
  }
  return rows;
}

/** 1 where a whole row is missing or has gaps, as one feature, where enough rows are. */
function missingRows(source: VectorSource): EncodedFeature[] {
  const rows = rowPresence(source);
  const missing = rows === null ? 0 : rows.reduce((sum, value) => sum + 1 - value, 0);
  if (rows === null || missing === 0 || missing < missingIndicatorShare * source.rowCount) return [];
  const feature = { name: missingName(source.name), column: source.name, kind: 'indicator' as const };
  return [{ feature, values: Float32Array.from(rows, (value) => 1 - value), present: null }];
}

/** The square that as many numbers make, or that none does. */
function proposeSize(numbers: number): string {
  const square = [1, 3].map((channels) => ({ channels, side: Math.sqrt(numbers / channels) }));
  const found = square.find(({ side }) => Number.isInteger(side));
  const size = 'set height, width and channels to those of the pictures';
  if (found === undefined) return `${size}, which multiply to ${numbers}`;
  return `${size}, as pixels;height=${found.side};width=${found.side};channels=${found.channels}`;
}
