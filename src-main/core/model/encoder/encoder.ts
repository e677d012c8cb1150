import { concat, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { NewPiece } from '../layout.ts';
import { inputPart, type Part } from '../part.ts';
import { imagePart } from './convolution.ts';
import { embeddingPart } from './embedding.ts';
import type { EncoderOptions, EncoderPart } from './encoder-part.ts';
import { asTheyAre, encodedWidth, preparedWidth, type InputShape } from './input-shape.ts';
import { wordPart } from './word-vectors.ts';

/** What stands before a network: prepared features in, what the network takes out. */
export interface Encoder {
  readonly inputs: number;
  readonly outputs: number;
  /** Features that go through as they are. */
  readonly asTheyAre: number;
  readonly pieces: readonly NewPiece[];
  readonly parts: readonly Part[];
  /** Numbers that a row holds on the way. */
  readonly activations: number;
  /** x [R, B, inputs], pieces [R, rows, columns] -> [R, B, outputs] */
  readonly encode: (x: Tensor, pieces: readonly Tensor[], options: EncoderOptions) => Tensor;
}

/** The learned parts side by side, behind the features that are taken as they are. */
export function createEncoder(shape: InputShape): Encoder {
  const parts: EncoderPart[] = [
    ...shape.embeddings.map(embeddingPart),
    ...shape.words.map(wordPart),
    ...shape.images.map(imagePart),
  ];
  const straight = asTheyAre(shape);
  return {
    inputs: preparedWidth(shape),
    outputs: encodedWidth(shape),
    asTheyAre: straight,
    pieces: parts.flatMap((part) => part.pieces),
    parts: parts.map(drawPart),
    activations: parts.reduce((sum, part) => sum + part.activations, 0),
    encode(x, pieces, options) {
      const [replicas, rows] = x.shape as [number, number];
      const encoded = straight === 0 ? [] : [slice(x, [0, 0, 0], [replicas, rows, straight])];
      let column = straight;
      let piece = 0;
      for (const part of parts) {
        const own = slice(x, [0, 0, column], [replicas, rows, part.inputs]);
        encoded.push(part.encode(own, pieces.slice(piece, piece + part.pieces.length), options));
        column += part.inputs;
        piece += part.pieces.length;
      }
      return encoded.length === 1 ? (encoded[0] as Tensor) : concat(encoded, 2);
    },
  };
}

function drawPart(part: EncoderPart, index: number): Part {
  return {
    id: `encoder/${index}`,
    label: part.label,
    owner: 'shared',
    stage: 1,
    inputs: part.inputs,
    outputs: part.outputs,
    parameters: part.pieces.reduce((sum, piece) => sum + piece.rows * piece.columns, 0),
    multiplyAdds: part.multiplyAdds,
    activations: part.activations,
    details: part.details,
    from: [inputPart],
  };
}
