/** The sizes that decide a network's parameters, whatever its sharing form: the layers of a single-task twin, and the heads. */
export interface NetworkShape {
  readonly inputs: number;
  readonly widths: readonly number[];
  readonly layerNorm: boolean;
  /** Outputs of each task's head. */
  readonly heads: readonly number[];
}

/** One array of parameters before it has its place in the flat vector. */
export interface NewPiece {
  readonly name: string;
  /** Only weights decay. */
  readonly kind: 'weight' | 'bias' | 'gain' | 'shift';
  readonly rows: number;
  readonly columns: number;
  /** Whether it stays as it is initialized. */
  readonly isFrozen?: boolean;
  /** Its values before training, [rows, columns] row-major: the same for the same seed and names of tasks. */
  readonly initialize: (seed: number, tasks: readonly string[]) => Float32Array;
}

/** One array of parameters inside the flat vector. */
export interface Piece extends NewPiece {
  readonly offset: number;
  readonly isFrozen: boolean;
}

/** Where everything lies in the flat parameter vector. */
export interface Layout {
  readonly shape: NetworkShape;
  readonly pieces: readonly Piece[];
  /** The parameters that the losses of several tasks reach; they come first, and task gradients are taken of them. */
  readonly sharedSize: number;
  /** How many of the pieces they are. */
  readonly sharedPieces: number;
  /** Positions of the pieces of the last shared layer; none where nothing is shared. */
  readonly lastShared: readonly number[];
  readonly size: number;
  /** First column of each task among the outputs of all tasks, and their total. */
  readonly headColumns: readonly number[];
  readonly headWidth: number;
}

/** Lays a network's parameters out in one vector, so that an update is one operation whatever the depth. */
export class LayoutBuilder {
  readonly shape: NetworkShape;
  readonly #pieces: Piece[] = [];
  #size = 0;
  #shared: Pick<Layout, 'sharedSize' | 'sharedPieces' | 'lastShared'> | null = null;

  constructor(shape: NetworkShape) {
    this.shape = shape;
  }

  /** The position of the piece among the pieces. */
  add(piece: NewPiece): number {
    this.#pieces.push({ ...piece, isFrozen: piece.isFrozen ?? false, offset: this.#size });
    this.#size += piece.rows * piece.columns;
    return this.#pieces.length - 1;
  }

  /** What was added so far is shared, what follows belongs to one task each. */
  endShared(lastShared: readonly number[]): void {
    this.#shared = { sharedSize: this.#size, sharedPieces: this.#pieces.length, lastShared };
  }

  finish(): Layout {
    if (this.#shared === null) throw new Error('a layout needs to know where its shared part ends');
    const { heads } = this.shape;
    const headColumns = heads.map((_, task) => heads.slice(0, task).reduce((sum, outputs) => sum + outputs, 0));
    const headWidth = heads.reduce((sum, outputs) => sum + outputs, 0);
    return { shape: this.shape, pieces: this.#pieces, size: this.#size, ...this.#shared, headColumns, headWidth };
  }
}

/** Outputs of a head: one, or one logit a class. */
export function headOutputs(target: { readonly type: string; readonly classCount: number }): number {
  return target.type === 'multiclass' ? target.classCount : 1;
}

/** Parameters that training changes, among the shared ones. */
export function trainedSharedSize({ pieces, sharedPieces }: Layout): number {
  return pieces
    .slice(0, sharedPieces)
    .reduce((sum, piece) => sum + (piece.isFrozen ? 0 : piece.rows * piece.columns), 0);
}
