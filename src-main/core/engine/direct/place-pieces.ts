import { groupByAxis } from './dimension.ts';
import { rootOf } from './kernel.ts';
import type { CopyNode, PlanNode, ProductNode } from './node.ts';
import { isWhole, sizeOf, type Storage, type View } from './view.ts';

/**
 * Lets products that are pieces of one storage, as the gradients of layers are of the gradient of all parameters, be written
 * where they belong instead of being copied there.
 */
export function placePieces(nodes: readonly PlanNode[], results: readonly View[]): PlanNode[] {
  return placeInBlock(nodes, countReads(nodes, results));
}

/** How many nodes read each storage; what is a result is never read for the last time. */
export function countReads(nodes: readonly PlanNode[], results: readonly View[]): Map<Storage, number> {
  const reads = new Map<Storage, number>();
  countIn(nodes, reads);
  for (const { storage } of results) reads.set(rootOf(storage), Infinity);
  return reads;
}

function countIn(nodes: readonly PlanNode[], reads: Map<Storage, number>): void {
  const count = ({ storage }: View): void => {
    reads.set(rootOf(storage), (reads.get(rootOf(storage)) ?? 0) + 1);
  };
  for (const node of nodes) {
    node.inputs.forEach(count);
    if (node.kind !== 'loop') continue;
    node.carried.forEach((state) => count(state.result));
    countIn(node.body, reads);
  }
}

function placeInBlock(nodes: readonly PlanNode[], reads: ReadonlyMap<Storage, number>): PlanNode[] {
  const products = new Map<Storage, ProductNode>();
  const copied = new Map<Storage, number>();
  for (const node of nodes) {
    if (node.kind === 'product') products.set(node.output, node);
    if (node.kind === 'copy') {
      copied.set(node.output, (copied.get(node.output) ?? 0) + sizeOf(node.inputs[0].shape));
    }
  }
  const moved = new Map<PlanNode, ProductNode>();
  const dropped = new Set<PlanNode>();
  for (const node of nodes) {
    // pieces that lie over one another must stay in order
    if (node.kind !== 'copy' || copied.get(node.output) !== node.output.size) continue;
    const [view] = node.inputs;
    const product = products.get(view.storage);
    if (product === undefined || !isWhole(view) || reads.get(view.storage) !== 1) continue;
    const placed = placeProduct(product, node);
    if (placed === null) continue;
    moved.set(product, placed);
    dropped.add(node);
  }
  return nodes
    .filter((node) => !dropped.has(node))
    .map((node) =>
      node.kind === 'loop' ? { ...node, body: placeInBlock(node.body, reads) } : (moved.get(node) ?? node),
    );
}

/** The product written along the walk of the copy; null where its matrices do not lie in one piece there. */
function placeProduct(product: ProductNode, { into, offset, output }: CopyNode): ProductNode | null {
  const { m, n, batch } = product;
  const sizes = batch.map((level) => level.size);
  const axes = groupByAxis(into, [...sizes, m * n]);
  const matrix = axes?.at(-1) ?? [];
  const isOnePiece = m * n === 1 || (matrix.length === 1 && matrix[0]?.stride === 1);
  if (axes === null || !isOnePiece || axes.some((axis) => axis.length > 1)) return null;
  return {
    ...product,
    output,
    offset,
    batch: batch.map(({ size, strides }, level) => ({
      size,
      strides: [strides[0], strides[1], axes[level]?.[0]?.stride ?? 0],
    })),
  };
}
