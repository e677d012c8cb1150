import { groupByAxis } from './dimension.ts';
import type { ElementNode, PlanNode, ProductFinish, ProductNode } from './node.ts';
import { countReads } from './place-pieces.ts';
import { isWhole, sizeOf, type Storage, type View } from './view.ts';

/**
 * Lets a product add its bias and take relu, or take relu's gradient, before it stores its elements: they are in the processor's
 * registers then, and to write and read them once more takes a good part of the time of a small product.
 */
export function finishProducts(nodes: readonly PlanNode[], results: readonly View[]): PlanNode[] {
  return finishInBlock(nodes, countReads(nodes, results));
}

function finishInBlock(nodes: readonly PlanNode[], reads: ReadonlyMap<Storage, number>): PlanNode[] {
  const makers = new Map<Storage, PlanNode>();
  const finished = new Map<PlanNode, ProductNode>();
  const dropped = new Set<PlanNode>();
  const makerOf = (view: View): PlanNode | undefined =>
    isWhole(view) && reads.get(view.storage) === 1 ? makers.get(view.storage) : undefined;
  for (const node of nodes) {
    if (node.kind === 'loop') continue;
    makers.set(node.output, node);
    if (node.kind !== 'element') continue;
    const found = findFinish(node, makerOf);
    if (found === null) continue;
    finished.set(node, found.product);
    found.replaced.forEach((each) => dropped.add(each));
  }
  return nodes
    .filter((node) => !dropped.has(node))
    .map((node) =>
      node.kind === 'loop' ? { ...node, body: finishInBlock(node.body, reads) } : (finished.get(node) ?? node),
    );
}

interface Found {
  readonly product: ProductNode;
  /** The nodes whose work it does besides. */
  readonly replaced: readonly PlanNode[];
}

function findFinish(node: ElementNode, makerOf: (view: View) => PlanNode | undefined): Found | null {
  const [value, features] = node.inputs as [View, View];
  if (node.op === 'reluGradient') {
    return finish(makerOf(value), features, 'reluGradient', node, []);
  }
  const sum = node.op === 'relu' ? makerOf(value) : undefined;
  if (sum?.kind !== 'element' || sum.op !== 'add') return null;
  const [one, other] = sum.inputs as [View, View];
  return (
    finish(makerOf(one), other, 'biasedRelu', node, [sum]) ?? finish(makerOf(other), one, 'biasedRelu', node, [sum])
  );
}

function finish(
  product: PlanNode | undefined,
  operand: View,
  kind: ProductFinish['kind'],
  { output }: ElementNode,
  between: readonly PlanNode[],
): Found | null {
  if (product?.kind !== 'product' || product.finish !== undefined) return null;
  const { inputs, batch, m, n } = product;
  const axes = groupByAxis(operand.dimensions, [...batch.map(({ size }) => size), m, n]);
  if (axes === null || axes.some((axis) => axis.length > 1)) return null;
  const strides = axes.map((axis) => axis[0]?.stride ?? 0);
  const [rowStride = 0, columnStride] = strides.slice(-2);
  if (n > 1 && columnStride !== 1) return null;
  const finished: ProductNode = {
    ...product,
    inputs: [inputs[0], inputs[1], operand],
    output,
    finish: { kind, rowStride, strides: strides.slice(0, -2) },
  };
  const isPlain = product.offset === undefined && product.output.size === m * n * sizeOf(batch.map(({ size }) => size));
  return isPlain ? { product: finished, replaced: [product, ...between] } : null;
}
