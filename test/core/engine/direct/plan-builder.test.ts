import { describe, expect, it } from 'vitest';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import type { PlanNode } from '../../../../src-main/core/engine/direct/node.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { viewOf, wholeView, type View } from '../../../../src-main/core/engine/direct/view.ts';
import { offsetsOfView } from './offsets.ts';

const { float32, int32 } = typeCode;

function sizeOfOutput(node: PlanNode | undefined): number | undefined {
  return node === undefined || node.kind === 'loop' ? undefined : node.output.size;
}

function columns(view: View): View {
  const [rows = 1, width = 1] = view.shape;
  return viewOf(view, [[{ size: width, stride: 1 }], [{ size: rows, stride: width }]], [width, rows]);
}

describe('what is computed once', () => {
  it('is the same op on the same inputs', () => {
    const builder = new PlanBuilder();
    const [a, b] = [builder.feed([4], float32), builder.feed([4], float32)];
    const first = builder.element('add', [a, b], [4], float32);
    expect(builder.element('add', [a, b], [4], float32)).toEqual(first);
    builder.element('add', [b, a], [4], float32);
    builder.element('subtract', [a, b], [4], float32);
    expect(builder.nodes).toHaveLength(3);
  });

  it('is a constant of the same elements, but not of another type', () => {
    const builder = new PlanBuilder();
    const one = builder.uniform(1, [3], int32);
    expect(builder.uniform(1, [2, 2], int32).storage).toBe(one.storage);
    builder.constant(Int32Array.of(1), [], float32);
    builder.uniform(1, [], float32);
    expect(builder.constants).toHaveLength(3);
    expect([...(builder.uniform(1, [], float32).storage.values ?? [])]).toEqual([0x3f800000]);
  });

  it('is an axis along which nothing changes', () => {
    const builder = new PlanBuilder();
    const row = builder.feed([3], float32);
    const wide = builder.broadcast(row, [4, 3]);
    const result = builder.element('exponential', [wide], [4, 3], float32);
    expect(builder.nodes.map(sizeOfOutput)).toEqual([3]);
    expect(result.shape).toEqual([4, 3]);
    expect(offsetsOfView(result)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(builder.element('exponential', [row], [3], float32).storage).toBe(result.storage);
    builder.element('add', [wide, builder.broadcast(builder.feed([4, 1], float32), [4, 3])], [4, 3], float32);
    expect(builder.nodes.map(sizeOfOutput)).toEqual([3, 12]);
    builder.element('exponential', [builder.uniform(2, [5, 5], float32)], [5, 5], float32);
    expect(builder.nodes.map(sizeOfOutput)).toEqual([3, 12, 1]);
  });

  it('is what does not change in a loop, by the innermost loop that it changes in', () => {
    const builder = new PlanBuilder();
    const fed = builder.feed([4], float32);
    const zero = builder.uniform(0, [], int32);
    const [from, limit] = [zero, builder.feed([], int32)];
    builder.openLoop();
    const outerIndex = builder.carried(1);
    const outer = wholeView(builder.carried(4), [4], float32);
    builder.openLoop();
    const innerIndex = builder.carried(1);
    const inner = wholeView(builder.carried(4), [4], float32);
    builder.element('tanh', [fed], [4], float32);
    builder.element('tanh', [outer], [4], float32);
    const next = builder.element('add', [inner, builder.element('add', [outer, fed], [4], float32)], [4], float32);
    const innerNodes = builder.closeLoop();
    builder.addLoop(from, limit, innerIndex, [{ storage: inner.storage, initial: fed, result: next }], innerNodes);
    const left = wholeView(builder.leftIn(inner.storage), [4], float32);
    const outerNodes = builder.closeLoop();
    builder.addLoop(from, limit, outerIndex, [{ storage: outer.storage, initial: fed, result: left }], outerNodes);
    const ops = (nodes: readonly PlanNode[]) => nodes.map((node) => (node.kind === 'element' ? node.op : node.kind));
    expect(ops(builder.nodes)).toEqual(['tanh', 'loop']);
    expect(ops(outerNodes)).toEqual(['tanh', 'add', 'loop']);
    expect(ops(innerNodes)).toEqual(['add']);
  });
});

describe('broadcasting', () => {
  it.each<[number[], number[], number[]]>([
    [[], [3], [0, 0, 0]],
    [[1], [2, 2], [0, 0, 0, 0]],
    [
      [2, 1],
      [2, 3],
      [0, 0, 0, 1, 1, 1],
    ],
    [[3], [2, 3], [0, 1, 2, 0, 1, 2]],
    [
      [2, 1, 2],
      [2, 2, 2],
      [0, 1, 0, 1, 2, 3, 2, 3],
    ],
  ])('reads %j as %j', (shape, wanted, offsets) => {
    const builder = new PlanBuilder();
    expect(offsetsOfView(builder.broadcast(builder.feed(shape, float32), wanted))).toEqual(offsets);
    expect(builder.nodes).toEqual([]);
  });
});

describe('copies', () => {
  it('are made only of what does not lie one after another', () => {
    const builder = new PlanBuilder();
    const fed = builder.feed([3, 4], float32);
    expect(builder.contiguous(fed)).toBe(fed);
    const copy = builder.contiguous(columns(fed));
    expect(builder.contiguous(columns(fed))).toEqual(copy);
    expect(builder.nodes.map((node) => node.kind)).toEqual(['copy']);
    expect([copy.shape, copy.dimensions]).toEqual([[4, 3], [{ size: 12, stride: 1 }]]);
  });

  it('are made of inputs whose walks do not fit the axes of a result', () => {
    const builder = new PlanBuilder();
    const odd = { ...columns(builder.feed([2, 3], float32)), shape: [2, 3] };
    builder.element('tanh', [odd], [2, 3], float32);
    const { axes } = builder.axesOf(odd);
    expect(axes.map((axis) => axis.reduce((product, { size }) => product * size, 1))).toEqual([2, 3]);
    expect(builder.nodes.filter((node) => node.kind === 'copy')).toHaveLength(1);
  });

  it('put pieces together once, those first whose walks do not fit into their place', () => {
    const builder = new PlanBuilder();
    const tall = columns(builder.feed([2, 3], float32));
    const repeated = viewOf(builder.feed([3], float32), [[{ size: 2, stride: 0 }], [{ size: 3, stride: 1 }]], [3, 2]);
    const into = [
      { size: 3, stride: 4 },
      { size: 2, stride: 1 },
    ];
    const pieces = [
      { view: tall, into, offset: 0 },
      { view: repeated, into, offset: 2 },
      { view: builder.feed([0], float32), into: [], offset: 0 },
    ];
    const joined = builder.assemble(pieces, [3, 4], float32);
    expect(builder.assemble(pieces, [3, 4], float32)).toEqual(joined);
    const copies = builder.nodes.filter((node) => node.kind === 'copy');
    expect(copies.map(({ output }) => output === joined.storage)).toEqual([true, false, true]);
    expect(copies.map(({ offset }) => offset)).toEqual([0, 0, 2]);
  });
});

describe('a part of what was joined', () => {
  const place = (
    view: View,
    offset: number,
  ): { view: View; into: { size: number; stride: number }[]; offset: number } => ({
    view,
    into: [
      { size: 2, stride: 6 },
      { size: 3, stride: 1 },
    ],
    offset,
  });

  it('is the piece itself where it is just one, and nothing is copied for it', () => {
    const builder = new PlanBuilder();
    const [one, other] = [builder.feed([2, 3], float32), builder.feed([2, 3], float32)];
    const whole = builder.join([place(one, 0), place(other, 3)], [2, 6], float32);
    const second = { ...place(whole, 0).view, offset: 3, shape: [6], dimensions: place(whole, 3).into };
    expect(builder.pieceAt(second)).toEqual({ ...other, shape: [6] });
    const across = { ...second, offset: 2 };
    expect(builder.pieceAt(across)).toBe(across);
    expect(builder.pieceAt(whole)).toBe(whole);
    expect(builder.pieceAt(one)).toBe(one);
  });
});
