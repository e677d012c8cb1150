import { describe, expect, it } from 'vitest';
import { lowerOp } from '../../../../src-main/core/engine/direct/lower-program.ts';
import type { PlanNode } from '../../../../src-main/core/engine/direct/node.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { reshapeView, sizeOf, viewOf, type View } from '../../../../src-main/core/engine/direct/view.ts';
import type { Attributes } from '../../../../src-main/core/engine/native/graph-definition.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { offsetsOfView } from './offsets.ts';
import { runPlan } from './run-plan.ts';

const { float32 } = typeCode;

/** Small whole numbers, whose sums of products are exact. */
function wholeNumbers(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => ((index * 7) % 11) - 5);
}

/** The numbers of a view in the order of its shape. */
function read(view: View, elements: Float32Array): number[] {
  return offsetsOfView(view).map((offset) => elements[offset] as number);
}

/** The view with its axes in another order. */
function permute(builder: PlanBuilder, view: View, order: readonly number[]): View {
  const { view: source, axes } = builder.axesOf(view);
  const permuted = order.map((axis) => axes[axis] ?? []);
  return viewOf(
    source,
    permuted,
    order.map((axis) => view.shape[axis] as number),
  );
}

function kindsOf(nodes: readonly PlanNode[]): string[] {
  return nodes.map((node) => node.kind);
}

describe('a product', () => {
  const attributes: Attributes = { adj_x: { kind: 'bool', value: false }, adj_y: { kind: 'bool', value: false } };

  /** The product of two views as the engine finds it and as its sums are; and what nodes it takes. */
  function multiply(builder: PlanBuilder, [first, second]: readonly [View, View], fed: readonly Float32Array[]) {
    const [m, k, n] = [first.shape.at(-2)!, first.shape.at(-1)!, second.shape.at(-1)!];
    const shape = [...first.shape.slice(0, -2), m, n];
    const outputs = [{ shape, type: float32 }];
    const [product] = lowerOp({ op: 'BatchMatMulV2', inputs: [first, second], attributes, outputs, builder })!;
    const [left, right] = [read(first, fed[0]!), read(second, fed[1]!)];
    const expected = Array.from({ length: sizeOf(shape) }, (_, index) => {
      const [entry, row, column] = [Math.floor(index / (m * n)), Math.floor(index / n) % m, index % n];
      return Array.from({ length: k }, (__, step) => step).reduce(
        (sum, step) => sum + left[(entry * m + row) * k + step]! * right[(entry * k + step) * n + column]!,
        0,
      );
    });
    const [found] = runPlan(builder, [product!], fed);
    return { found: [...found!], expected, kinds: kindsOf(builder.nodes) };
  }

  it('reads a matrix that lies column by column as it is', () => {
    const builder = new PlanBuilder();
    const fed = [wholeNumbers(5 * 3), wholeNumbers(5 * 4)];
    const first = permute(builder, builder.feed([5, 3], float32), [1, 0]);
    const { found, expected, kinds } = multiply(builder, [first, builder.feed([5, 4], float32)], fed);
    expect(found).toEqual(expected);
    expect(kinds).toEqual(['product']);
    expect(builder.nodes[0]).toMatchObject({ transposed: [true, false], rowStrides: [3, 4] });
  });

  it('copies a matrix whose rows and columns both lie apart', () => {
    const builder = new PlanBuilder();
    const fed = [wholeNumbers(3 * 10), wholeNumbers(5 * 4)];
    const walk = [[{ size: 3, stride: 10 }], [{ size: 5, stride: 2 }]];
    const first = viewOf(builder.feed([30], float32), walk, [3, 5]);
    const { found, expected, kinds } = multiply(builder, [first, builder.feed([5, 4], float32)], fed);
    expect(found).toEqual(expected);
    expect(kinds).toEqual(['copy', 'product']);
  });

  it('copies a matrix whose rows end within a level of the walk', () => {
    const builder = new PlanBuilder();
    const fed = [wholeNumbers(6 * 2), wholeNumbers(6 * 4)];
    // a row of six is one and a half times the inner levels of the walk
    const first = reshapeView(permute(builder, builder.feed([2, 3, 2], float32), [1, 0, 2]), [2, 6]);
    const { found, expected, kinds } = multiply(builder, [first, builder.feed([6, 4], float32)], fed);
    expect(found).toEqual(expected);
    expect(kinds).toEqual(['copy', 'product']);
  });

  it('copies both factors where their batches are walked in levels that do not fit into each other', () => {
    const builder = new PlanBuilder();
    const fed = [wholeNumbers(6 * 2 * 5), wholeNumbers(6 * 5 * 4)];
    const pairs = permute(builder, builder.feed([3, 2, 2, 5], float32), [1, 0, 2, 3]);
    const threes = permute(builder, builder.feed([2, 3, 5, 4], float32), [1, 0, 2, 3]);
    const factors = [reshapeView(pairs, [6, 2, 5]), reshapeView(threes, [6, 5, 4])] as const;
    const { found, expected, kinds } = multiply(builder, factors, fed);
    expect(found).toEqual(expected);
    expect(kinds).toEqual(['copy', 'copy', 'product']);
  });
});

it('copies what an elementwise op reads in levels that do not fit into each other', () => {
  const builder = new PlanBuilder();
  const fed = [wholeNumbers(6), wholeNumbers(6).map((value) => 2 * value)];
  const pairs = reshapeView(permute(builder, builder.feed([3, 2], float32), [1, 0]), [6]);
  const threes = reshapeView(permute(builder, builder.feed([2, 3], float32), [1, 0]), [6]);
  const sum = builder.element('add', [pairs, threes], [6], float32);
  const [left, right] = [read(pairs, fed[0]!), read(threes, fed[1]!)];
  expect([...runPlan(builder, [sum], fed)[0]!]).toEqual(left.map((value, index) => value + right[index]!));
  expect(kindsOf(builder.nodes)).toEqual(['copy', 'copy', 'element']);
});
