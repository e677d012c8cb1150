import { expect, it } from 'vitest';
import { elementOps } from '../../../../src-main/core/engine/direct/element-op.ts';
import { encodePlan, type EncodedPlan } from '../../../../src-main/core/engine/direct/encode.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { viewOf, type View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { stagesOf } from './plan-stage.ts';

const { float32, int32 } = typeCode;

function encode(builder: PlanBuilder, results: readonly View[]): EncodedPlan {
  const { kernels, allocation, isStored } = stagesOf(builder, results);
  return encodePlan({
    kernels,
    results,
    allocation,
    constants: builder.constants,
    feeds: builder.feeds.length,
    isStored,
  });
}

it('lays constants one after another, each once', () => {
  const builder = new PlanBuilder();
  const row = builder.constant(Int32Array.of(4, 5, 6), [3], int32);
  builder.uniform(9, [3], int32);
  const { constants } = encode(builder, [row]);
  expect([...constants]).toEqual([4, 5, 6, 9]);
});

it('gives a result that is fed, constant or a view back by a copy to the memory after all that is fed', () => {
  const builder = new PlanBuilder();
  const fed = builder.feed([2, 3], float32);
  const turned = viewOf(fed, [[{ size: 3, stride: 1 }], [{ size: 2, stride: 3 }]], [3, 2]);
  const row = builder.constant(Int32Array.of(4, 5, 6), [3], int32);
  const { code, size } = encode(builder, [fed, turned, row]);
  const copy = 6;
  const [constants, feed, firstResult] = [1, 2, 3];
  expect([...code]).toEqual([
    ...[copy, feed, 0, firstResult, 0, 1, 6, 1, 1],
    ...[copy, feed, 0, firstResult + 1, 0, 2, 3, 2, 1, 3, 2, 1],
    ...[copy, constants, 0, firstResult + 2, 0, 1, 3, 1, 1],
  ]);
  expect(size).toBe(0);
});

it('writes an elementwise kernel as walk, loads, stores in the result, registers and steps', () => {
  const builder = new PlanBuilder();
  const [a, b] = [builder.feed([2, 3], float32), builder.feed([3], float32)];
  const sum = builder.element('add', [a, b], [2, 3], float32);
  const { code, size } = encode(builder, [builder.element('tanh', [sum], [2, 3], float32)]);
  const [elements, feedA, feedB, firstResult] = [1, 2, 3, 4];
  const [load, store, register] = [0, 2, 3];
  expect([...code]).toEqual([
    ...[elements, 2, 2, 3],
    ...[2, feedA, 0, 3, 1, feedB, 0, 0, 1],
    ...[1, firstResult, 0],
    ...[1, 2],
    ...[elementOps.indexOf('add'), register, load, load + 1, 0],
    ...[elementOps.indexOf('tanh'), store, register, 0, 0],
  ]);
  expect(size).toBe(0);
});

it('needs two registers for a chain of any length', () => {
  const builder = new PlanBuilder();
  let view = builder.feed([8], float32);
  for (let step = 0; step < 20; step += 1) view = builder.element('tanh', [view], [8], float32);
  const { code } = encode(builder, [view]);
  const registers = code[1 + 2 + 1 + 3 + 1 + 2];
  expect(registers).toBeLessThanOrEqual(2);
});

it('lets a result wait in a register while a later step reads what it overwrites', () => {
  const builder = new PlanBuilder();
  const initial = builder.feed([4], float32);
  builder.openLoop();
  const index = builder.carried(1);
  const [a, b] = [builder.carried(4), builder.carried(4)].map((storage): View => ({
    storage,
    offset: 0,
    shape: [4],
    type: float32,
    dimensions: [{ size: 4, stride: 1 }],
  })) as [View, View];
  const nextA = builder.element('negate', [b], [4], float32);
  const nextB = builder.element('square', [a], [4], float32);
  const carried = [
    { storage: a.storage, initial, result: nextA },
    { storage: b.storage, initial, result: nextB },
  ];
  builder.addLoop(builder.uniform(0, [], int32), builder.uniform(2, [], int32), index, carried, builder.closeLoop());
  const { kernels } = stagesOf(builder, []);
  const loop = builder.nodes.length;
  expect([loop, kernels.length]).toEqual([1, 0]);
  const kept = [a, b].map((state) => ({ ...state, storage: builder.leftIn(state.storage) }));
  const code = [...encode(builder, kept).code];
  const [load, store, register] = [0, 2, 4];
  const steps = [
    ...[elementOps.indexOf('negate'), register, load, 0, 0],
    ...[elementOps.indexOf('square'), store + 1, load + 1, 0, 0],
    ...[elementOps.indexOf('bitwiseOr'), store, register, register, register],
  ];
  expect(`${code.join(',')},`).toContain(`,1,3,${steps.join(',')},`);
});

it('gives back by a copy what two results are, or what is a part of a result', () => {
  const builder = new PlanBuilder();
  const whole = builder.element('tanh', [builder.feed([2, 3], float32)], [2, 3], float32);
  const column = viewOf(whole, [[{ size: 2, stride: 3 }]], [2]);
  const { code } = encode(builder, [whole, column, whole]);
  const [copy, firstResult] = [6, 3];
  expect([...code].slice(-18)).toEqual([
    ...[copy, firstResult, 0, firstResult + 1, 0, 1, 2, 3, 1],
    ...[copy, firstResult, 0, firstResult + 2, 0, 1, 6, 1, 1],
  ]);
});

it('refuses a storage that was given no place', () => {
  const builder = new PlanBuilder();
  const powers = builder.element('tanh', [builder.feed([8], float32)], [8], float32);
  const result = viewOf(powers, [[{ size: 4, stride: 2 }]], [4]);
  const { kernels, isStored } = stagesOf(builder, [result]);
  const allocation = { offsets: new Map(), inResults: new Map(), size: 0 };
  const parts = { kernels, results: [result], allocation, constants: [], feeds: 1, isStored };
  expect(() => encodePlan(parts)).toThrow(/storage without a place/);
});
