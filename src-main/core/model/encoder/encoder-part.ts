import type { Tensor } from '@tensorflow/tfjs-core';
import type { NewPiece } from '../layout.ts';

export interface EncoderOptions {
  readonly relu: (x: Tensor) => Tensor;
}

/** What turns one part of the prepared features of a row into numbers that a network takes. */
export interface EncoderPart {
  /** What it is, for drawings: `embedding`, with its sizes in `details`. */
  readonly label: string;
  readonly details: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Learned parameters, shared by all tasks. */
  readonly pieces: readonly NewPiece[];
  /** Multiplications of a weight with an activation, for one row. */
  readonly multiplyAdds: number;
  /** Numbers that a row holds on the way, for estimates of memory. */
  readonly activations: number;
  /** x [R, B, inputs], pieces [R, rows, columns] -> [R, B, outputs] */
  readonly encode: (x: Tensor, pieces: readonly Tensor[], options: EncoderOptions) => Tensor;
}
