import { add, concat, matMul, mean, pad, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';
import { deriveSeed } from '../../util/hash.ts';
import { heNormal } from '../initialize.ts';
import type { NewPiece } from '../layout.ts';
import type { EncoderOptions, EncoderPart } from './encoder-part.ts';
import type { ImageShape } from './input-shape.ts';

/** Side of a filter, and how far it moves. */
const side = 3;
const stride = 2;

interface Layer {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
}

/**
 * A small convolutional trunk: layers of 3 x 3 filters with stride 2 and ReLU, then the mean over the map. Each is a product
 * of patches laid side by side, so that the filters of all replicas are one batched product, in every engine.
 */
export function imagePart(shape: ImageShape, index: number): EncoderPart {
  const layers = planLayers(shape);
  const outputs = layers.at(-1)?.filters ?? shape.channels;
  return {
    label: shape.name,
    details: `${shape.width} × ${shape.height}, convolutions ${shape.filters.join(', ')}`,
    inputs: shape.height * shape.width * shape.channels,
    outputs,
    multiplyAdds: layers.reduce((sum, layer) => sum + positions(layer) * patchSize(layer) * layer.filters, 0),
    activations: layers.reduce((sum, layer) => sum + positions(layer) * (patchSize(layer) + layer.filters), 0),
    pieces: layers.flatMap((layer, depth) => layerPieces(layer, index, depth)),
    encode: (x, pieces, options) => encode(x, pieces, options, layers),
  };
}

function planLayers({ height, width, channels, filters }: ImageShape): Layer[] {
  let [rows, columns, depth] = [height, width, channels];
  return filters.map((count) => {
    const layer = { height: rows, width: columns, channels: depth, filters: count };
    [rows, columns, depth] = [Math.ceil(rows / stride), Math.ceil(columns / stride), count];
    return layer;
  });
}

function positions({ height, width }: Layer): number {
  return Math.ceil(height / stride) * Math.ceil(width / stride);
}

function patchSize({ channels }: Layer): number {
  return side * side * channels;
}

function layerPieces(layer: Layer, index: number, depth: number): NewPiece[] {
  const name = `picture ${index + 1} layer ${depth + 1}`;
  return [
    {
      name: `${name} weight`,
      kind: 'weight',
      rows: patchSize(layer),
      columns: layer.filters,
      initialize: (seed) => heNormal(patchSize(layer), layer.filters, deriveSeed(seed, 'picture', index, depth)),
    },
    {
      name: `${name} bias`,
      kind: 'bias',
      rows: 1,
      columns: layer.filters,
      initialize: () => new Float32Array(layer.filters),
    },
  ];
}

/** x [R, B, H W C], channels last -> [R, B, filters of the last layer] */
function encode(x: Tensor, pieces: readonly Tensor[], options: EncoderOptions, layers: readonly Layer[]): Tensor {
  const [replicas, rows] = x.shape as [number, number];
  let map = x;
  layers.forEach((layer, depth) => {
    const patches = reshape(layPatches(map, replicas * rows, layer), [
      replicas,
      rows * positions(layer),
      patchSize(layer),
    ]);
    const [weight, bias] = pieces.slice(2 * depth) as [Tensor, Tensor];
    map = options.relu(add(matMul(patches, weight), bias));
  });
  const last = layers.at(-1) as Layer;
  return mean(reshape(map, [replicas, rows, positions(last), last.filters]), 2);
}

/**
 * The 3 x 3 surroundings of every second pixel side by side; beyond the edge is zero. Written as slices of a padded map: a
 * stride is the first of two neighbours, whose gradient every engine has.
 *
 * @returns [images, positions, 9 C]
 */
function layPatches(map: Tensor, images: number, layer: Layer): Tensor {
  const { height, width, channels } = layer;
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const [bottom, right] = [stride * rows + 1 - height, stride * columns + 1 - width];
  const padded = pad(reshape(map, [images, height, width, channels]), [
    [0, 0],
    [1, bottom],
    [1, right],
    [0, 0],
  ]);
  const parts: Tensor[] = [];
  for (let down = 0; down < side; down += 1) {
    for (let along = 0; along < side; along += 1) {
      const shifted = slice(padded, [0, down, along, 0], [images, stride * rows, stride * columns, channels]);
      const pairs = reshape(shifted, [images, rows, stride, columns, stride * channels]);
      parts.push(
        reshape(slice(pairs, [0, 0, 0, 0, 0], [images, rows, 1, columns, channels]), [
          images,
          rows * columns,
          channels,
        ]),
      );
    }
  }
  return concat(parts, 2);
}
