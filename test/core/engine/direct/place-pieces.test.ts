import { describe, expect, it } from 'vitest';
import type { CopyNode, PlanNode, ProductNode } from '../../../../src-main/core/engine/direct/node.ts';
import { placePieces } from '../../../../src-main/core/engine/direct/place-pieces.ts';
import { wholeView, type Storage } from '../../../../src-main/core/engine/direct/view.ts';

function storage(id: number, size: number, kind: Storage['kind'] = 'made'): Storage {
  return { id, size, depth: 0, kind };
}

const matrices = wholeView(storage(1, 12, 'fed'), [3, 2, 2], 1);
const product = storage(2, 12);
const pieces = storage(3, 30);

/** Three products of 2 x 2. */
const multiply: ProductNode = {
  kind: 'product',
  inputs: [matrices, matrices],
  output: product,
  batch: [{ size: 3, strides: [4, 4, 4] }],
  m: 2,
  n: 2,
  k: 2,
  rowStrides: [2, 2],
  transposed: [false, false],
};

/** The products as the first four of ten elements of each replica. */
const place: CopyNode = {
  kind: 'copy',
  inputs: [wholeView(product, [3, 4], 1)],
  output: pieces,
  into: [
    { size: 3, stride: 10 },
    { size: 4, stride: 1 },
  ],
  offset: 2,
};

const rest: CopyNode = {
  kind: 'copy',
  inputs: [wholeView(storage(4, 18, 'fed'), [3, 6], 1)],
  output: pieces,
  into: [
    { size: 3, stride: 10 },
    { size: 6, stride: 1 },
  ],
  offset: 4,
};

const results = [wholeView(pieces, [3, 10], 1)];

function kinds(nodes: readonly PlanNode[]): string[] {
  return nodes.map((node) => node.kind);
}

describe('a product that is a piece of another storage', () => {
  it('is written there and not copied', () => {
    const placed = placePieces([multiply, place, rest], results);
    expect(placed).toEqual([
      { ...multiply, output: pieces, offset: 2, batch: [{ size: 3, strides: [4, 4, 10] }] },
      rest,
    ]);
  });

  it('is copied where something else reads it too', () => {
    const alsoRead = [...results, wholeView(product, [3, 4], 1)];
    expect(kinds(placePieces([multiply, place, rest], alsoRead))).toEqual(['product', 'copy', 'copy']);
  });

  it('is copied where pieces lie over one another, as on a margin that is filled first', () => {
    const filled: CopyNode = { ...rest, inputs: [wholeView(storage(5, 30, 'fed'), [3, 10], 1)] };
    expect(kinds(placePieces([multiply, filled, place], results))).toEqual(['product', 'copy', 'copy']);
  });

  it('is copied where its matrices would be cut', () => {
    const columns: CopyNode = { ...place, into: [{ size: 12, stride: 2 }] };
    expect(kinds(placePieces([multiply, columns, rest], results))).toEqual(['product', 'copy', 'copy']);
  });
});
