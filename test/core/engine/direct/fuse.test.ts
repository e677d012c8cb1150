import { beforeAll, describe, expect, it } from 'vitest';
import { fuseNodes } from '../../../../src-main/core/engine/direct/fuse.ts';
import type { ElementKernel, Kernel } from '../../../../src-main/core/engine/direct/kernel.ts';
import { rootOf, readsOf, writesOf } from '../../../../src-main/core/engine/direct/kernel.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { viewOf, wholeView, type Storage, type View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { everyKernel, kernelsInTime, stagesOfRandom } from './plan-stage.ts';

const { float32, int32 } = typeCode;

beforeAll(() => openEngine('direct'));

function opsOf(kernels: readonly Kernel[]): (string | string[])[] {
  return kernels.map((kernel) => (kernel.kind === 'elements' ? kernel.steps.map((step) => step.op) : kernel.kind));
}

function transposed(view: View): View {
  const [rows = 1, width = 1] = view.shape;
  return viewOf(view, [[{ size: width, stride: 1 }], [{ size: rows, stride: width }]], [width, rows]);
}

function sumRows(builder: PlanBuilder, view: View): View {
  const [rows = 1, width = 1] = view.shape;
  const kept = [{ size: rows, stride: width }];
  const reduced = [{ size: width, stride: 1 }];
  return builder.make({ kind: 'reduce', reduction: 'sum', inputs: [view], kept, reduced }, [rows, 1], float32);
}

describe('elementwise nodes', () => {
  it('of one size become steps of one kernel that loads each operand once', () => {
    const builder = new PlanBuilder();
    const [a, b] = [builder.feed([6], float32), builder.feed([6], float32)];
    const sum = builder.element('add', [a, b], [6], float32);
    const product = builder.element('multiply', [sum, a], [6], float32);
    builder.element('subtract', [product, sum], [6], float32);
    const [kernel] = fuseNodes(builder.nodes) as [ElementKernel];
    expect(opsOf([kernel])).toEqual([['add', 'multiply', 'subtract']]);
    expect(kernel.loads).toHaveLength(2);
    expect(kernel.steps.map((step) => step.operands)).toEqual([
      [{ load: 0 }, { load: 1 }],
      [{ step: 0 }, { load: 0 }],
      [{ step: 1 }, { step: 0 }],
    ]);
  });

  it('of other sizes do not', () => {
    const builder = new PlanBuilder();
    builder.element('tanh', [builder.feed([6], float32)], [6], float32);
    builder.element('tanh', [builder.feed([5], float32)], [5], float32);
    expect(opsOf(fuseNodes(builder.nodes))).toEqual([['tanh'], ['tanh']]);
  });

  it('join the last kernel, but none before what makes their inputs', () => {
    const builder = new PlanBuilder();
    const a = builder.feed([3, 4], float32);
    const first = builder.element('tanh', [a], [3, 4], float32);
    const sums = sumRows(builder, first);
    builder.element('subtract', [first, sums], [3, 4], float32);
    builder.element('negate', [first], [3, 4], float32);
    builder.element('negate', [a], [3, 4], float32);
    const ops = opsOf(fuseNodes(builder.nodes));
    expect(ops).toEqual([['tanh'], 'reduce', ['subtract', 'negate', 'negate']]);
  });

  it('that read a step in another order begin a kernel', () => {
    const builder = new PlanBuilder();
    const square = builder.element('tanh', [builder.feed([3, 3], float32)], [3, 3], float32);
    builder.element('add', [square, transposed(square)], [3, 3], float32);
    expect(opsOf(fuseNodes(builder.nodes))).toEqual([['tanh'], ['add']]);
  });

  it('begin a kernel where their walks fit not all that the last one loads', () => {
    const builder = new PlanBuilder();
    const cut = (rows: number, width: number): View =>
      viewOf(builder.feed([2, 6], float32), [[{ size: rows, stride: width + 1 }], [{ size: width, stride: 1 }]], [6]);
    builder.element('tanh', [cut(2, 3)], [6], float32);
    builder.element('tanh', [cut(3, 2)], [6], float32);
    expect(opsOf(fuseNodes(builder.nodes))).toEqual([['tanh'], ['tanh']]);
  });

  it('stop at 192 in a kernel', () => {
    const builder = new PlanBuilder();
    let view = builder.feed([4], float32);
    for (let step = 0; step < 194; step += 1) view = builder.element('tanh', [view], [4], float32);
    expect(opsOf(fuseNodes(builder.nodes)).map((ops) => ops.length)).toEqual([192, 2]);
  });

  it('of a body stay in it, and what reads what a loop left comes after it', () => {
    const builder = new PlanBuilder();
    const fed = builder.feed([4], float32);
    builder.openLoop();
    const index = builder.carried(1);
    const state = wholeView(builder.carried(4), [4], float32);
    const next = builder.element('tanh', [builder.element('add', [state, fed], [4], float32)], [4], float32);
    const body = builder.closeLoop();
    builder.element('negate', [fed], [4], float32);
    const limit = builder.uniform(3, [], int32);
    builder.addLoop(
      builder.uniform(0, [], int32),
      limit,
      index,
      [{ storage: state.storage, initial: fed, result: next }],
      body,
    );
    builder.element('square', [wholeView(builder.leftIn(state.storage), [4], float32)], [4], float32);
    builder.element('square', [fed], [4], float32);
    const kernels = fuseNodes(builder.nodes);
    expect(opsOf(kernels)).toEqual([['negate'], 'loop', ['square', 'square']]);
    expect(kernels[1]?.kind === 'loop' && opsOf(kernels[1].body)).toEqual([['add', 'tanh']]);
  });
});

it('keeps every kernel of random programs after what it reads', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { kernels } = stagesOfRandom(seed);
    const written = new Set<Storage>();
    for (const kernel of kernelsInTime(kernels)) {
      const reads = kernel.kind === 'loop' ? [kernel.from, kernel.limit] : readsOf(kernel);
      for (const { storage } of reads) {
        const root = rootOf(storage);
        const isThere = root.kind === 'constant' || root.kind === 'fed' || written.has(root);
        expect(isThere, `seed ${seed}: storage ${root.id}`).toBe(true);
      }
      if (kernel.kind === 'loop') written.add(kernel.index);
      else writesOf(kernel).forEach((storage) => written.add(rootOf(storage)));
    }
    for (const kernel of everyKernel(kernels)) {
      if (kernel.kind !== 'elements') continue;
      kernel.steps.forEach(({ operands }, position) => {
        const steps = operands.flatMap((operand) => ('step' in operand ? [operand.step] : []));
        expect(steps.every((step) => step < position)).toBe(true);
      });
    }
  }
});
