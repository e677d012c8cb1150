import { expect, it } from 'vitest';
import { fuseNodes } from '../../../../src-main/core/engine/direct/fuse.ts';
import { readsOf, writesOf, type Kernel } from '../../../../src-main/core/engine/direct/kernel.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { sinkSteps } from '../../../../src-main/core/engine/direct/sink-steps.ts';
import { viewOf, type View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';

const { float32 } = typeCode;

function opsOf(kernels: readonly Kernel[]): (string | string[])[] {
  return kernels.map((kernel) => (kernel.kind === 'elements' ? kernel.steps.map((step) => step.op) : kernel.kind));
}

function sum(builder: PlanBuilder, view: View): View {
  const reduced = [{ size: view.shape[0] ?? 1, stride: 1 }];
  return builder.make({ kind: 'reduce', reduction: 'sum', inputs: [view], kept: [], reduced }, [], float32);
}

it('moves steps to the kernel that alone reads them, which then has them without a load', () => {
  const builder = new PlanBuilder();
  const [a, b, c] = [0, 1, 2].map(() => builder.feed([6], float32)) as [View, View, View];
  const root = builder.element('tanh', [a], [6], float32);
  const mean = builder.element('add', [builder.element('multiply', [b, c], [6], float32), b], [6], float32);
  const total = sum(builder, root);
  builder.element('multiply', [builder.element('add', [c, total], [6], float32), mean], [6], float32);
  const fused = fuseNodes(builder.nodes);
  expect(opsOf(fused)).toEqual([['tanh', 'multiply', 'add'], 'reduce', ['add', 'multiply']]);
  const sunk = sinkSteps(fused);
  expect(opsOf(sunk)).toEqual([['tanh'], 'reduce', ['multiply', 'add', 'add', 'multiply']]);
  const [first, , last] = sunk;
  expect(first?.kind === 'elements' && first.loads.map((load) => load.storage)).toEqual([a.storage]);
  expect(last?.kind === 'elements' && last.loads.map((load) => load.storage)).toEqual([
    b.storage,
    c.storage,
    total.storage,
  ]);
  expect(last?.kind === 'elements' && last.steps.map((step) => step.operands)).toEqual([
    [{ load: 0 }, { load: 1 }],
    [{ step: 0 }, { load: 0 }],
    [{ load: 1 }, { load: 2 }],
    [{ step: 2 }, { step: 1 }],
  ]);
});

it('drops a kernel out of which all steps have moved out', () => {
  const builder = new PlanBuilder();
  const [a, b] = [builder.feed([6], float32), builder.feed([6], float32)];
  const square = builder.element('square', [a], [6], float32);
  builder.element('add', [square, sum(builder, b)], [6], float32);
  expect(opsOf(fuseNodes(builder.nodes))).toEqual([['square'], 'reduce', ['add']]);
  expect(opsOf(sinkSteps(fuseNodes(builder.nodes)))).toEqual(['reduce', ['square', 'add']]);
});

it('moves steps of one kernel to several', () => {
  const builder = new PlanBuilder();
  const [a, b, c] = [0, 1, 2].map(() => builder.feed([6], float32)) as [View, View, View];
  const one = builder.element('square', [a], [6], float32);
  const other = builder.element('tanh', [builder.element('negate', [b], [6], float32)], [6], float32);
  const total = sum(builder, c);
  const next = builder.element('add', [one, total], [6], float32);
  builder.element('add', [other, sum(builder, next)], [6], float32);
  expect(opsOf(fuseNodes(builder.nodes))).toEqual([['square', 'negate', 'tanh'], 'reduce', ['add'], 'reduce', ['add']]);
  expect(opsOf(sinkSteps(fuseNodes(builder.nodes)))).toEqual([
    'reduce',
    ['square', 'add'],
    'reduce',
    ['negate', 'tanh', 'add'],
  ]);
});

it('leaves steps where something else reads them first', () => {
  const builder = new PlanBuilder();
  const root = builder.element('tanh', [builder.feed([6], float32)], [6], float32);
  builder.element('add', [root, sum(builder, root)], [6], float32);
  expect(opsOf(sinkSteps(fuseNodes(builder.nodes)))).toEqual([['tanh'], 'reduce', ['add']]);
});

it('leaves steps that share their load with one that stays', () => {
  const builder = new PlanBuilder();
  const a = builder.feed([6], float32);
  const stays = builder.element('tanh', [a], [6], float32);
  const goes = builder.element('square', [a], [6], float32);
  builder.element('add', [goes, sum(builder, stays)], [6], float32);
  expect(opsOf(sinkSteps(fuseNodes(builder.nodes)))).toEqual([['tanh', 'square'], 'reduce', ['add']]);
});

it('leaves steps that are read in another order, or by a kernel of another size', () => {
  for (const turned of [true, false]) {
    const builder = new PlanBuilder();
    const root = builder.element('tanh', [builder.feed([2, 3], float32)], [2, 3], float32);
    const view = turned
      ? viewOf(root, [[{ size: 3, stride: 1 }], [{ size: 2, stride: 3 }]], [3, 2])
      : viewOf(root, [[{ size: 2, stride: 3 }]], [2]);
    builder.element('square', [view], view.shape, float32);
    expect(opsOf(sinkSteps(fuseNodes(builder.nodes)))).toEqual([['tanh'], ['square']]);
  }
});

it('keeps every step once and after what it reads, in loops too', () => {
  const builder = new PlanBuilder();
  const fed = builder.feed([4], float32);
  builder.openLoop();
  const index = builder.carried(1);
  const state: View = { ...fed, storage: builder.carried(4) };
  const square = builder.element('square', [state], [4], float32);
  const next = builder.element('add', [square, sum(builder, state)], [4], float32);
  const body = builder.closeLoop();
  const limit = builder.uniform(3, [], typeCode.int32);
  const carried = [{ storage: state.storage, initial: fed, result: next }];
  builder.addLoop(builder.uniform(0, [], typeCode.int32), limit, index, carried, body);
  const [loop] = sinkSteps(fuseNodes(builder.nodes));
  expect(loop?.kind === 'loop' && opsOf(loop.body)).toEqual(['reduce', ['square', 'add']]);
  const kernels = loop?.kind === 'loop' ? loop.body : [];
  const made = new Set([state.storage]);
  for (const kernel of kernels) {
    expect(readsOf(kernel).every((view) => made.has(view.storage))).toBe(true);
    writesOf(kernel).forEach((storage) => made.add(storage));
  }
});
