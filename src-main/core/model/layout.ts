/** The sizes that decide a network's parameters. Tasks share the trunk; each has a linear head. */
export interface NetworkShape {
  readonly inputs: number;
  readonly widths: readonly number[];
  readonly layerNorm: boolean;
  /** Outputs of each task's head. */
  readonly heads: readonly number[];
}

/** One array of parameters inside the flat vector. */
export interface Piece {
  readonly name: string;
  readonly kind: 'weight' | 'bias' | 'gain' | 'shift';
  readonly part: 'trunk' | 'head';
  readonly layer: number;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/** Where everything lies in the flat parameter vector: the trunk first, then all heads side by side in one matrix. */
export interface Layout {
  readonly shape: NetworkShape;
  readonly pieces: readonly Piece[];
  readonly trunkSize: number;
  readonly size: number;
  /** First column of each task in the stacked head, and their total. */
  readonly headColumns: readonly number[];
  readonly headWidth: number;
}

/** Lays a network's parameters out in one vector, so that an update is one operation whatever the depth. */
export function createLayout(shape: NetworkShape): Layout {
  const pieces: Piece[] = [];
  let offset = 0;
  function add(name: string, kind: Piece['kind'], part: Piece['part'], layer: number, rows: number, columns: number) {
    pieces.push({ name, kind, part, layer, offset, rows, columns });
    offset += rows * columns;
  }
  let inputs = shape.inputs;
  shape.widths.forEach((width, layer) => {
    add(`layer ${layer + 1} weight`, 'weight', 'trunk', layer, inputs, width);
    add(`layer ${layer + 1} bias`, 'bias', 'trunk', layer, 1, width);
    if (shape.layerNorm) {
      add(`layer ${layer + 1} gain`, 'gain', 'trunk', layer, 1, width);
      add(`layer ${layer + 1} shift`, 'shift', 'trunk', layer, 1, width);
    }
    inputs = width;
  });
  const trunkSize = offset;
  const headColumns: number[] = [];
  let headWidth = 0;
  for (const outputs of shape.heads) {
    headColumns.push(headWidth);
    headWidth += outputs;
  }
  const headLayer = shape.widths.length;
  add('head weight', 'weight', 'head', headLayer, inputs, headWidth);
  add('head bias', 'bias', 'head', headLayer, 1, headWidth);
  return { shape, pieces, trunkSize, size: offset, headColumns, headWidth };
}

/** Outputs of a head: one, or one logit a class. */
export function headOutputs(target: { readonly type: string; readonly classCount: number }): number {
  return target.type === 'multiclass' ? target.classCount : 1;
}
