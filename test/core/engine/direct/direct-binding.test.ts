import { expect, it } from 'vitest';
import type { DirectBinding } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import { loadDirect } from '../../../../src-main/core/engine/direct/load-direct.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { planNodes } from '../../../../src-main/core/engine/direct/plan-program.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';

/** The addon with arguments that its type forbids. */
function loadUntyped(): Record<'createPlan' | 'runPlan' | 'freePlan', (...given: readonly unknown[]) => unknown> {
  return loadDirect() as unknown as ReturnType<typeof loadUntyped>;
}

function createDoubling(binding: DirectBinding): unknown {
  const builder = new PlanBuilder();
  const input = builder.feed([3], typeCode.float32);
  const { code, constants, size } = planNodes(builder, [builder.element('add', [input, input], [3], typeCode.float32)]);
  return binding.createPlan(code, constants, size);
}

it('runs a plan of no constants on what is fed, where that begins within a buffer', () => {
  const binding = loadDirect();
  const [fed, result] = [Float32Array.of(9, 1, 2, 3), new Float32Array(5)];
  binding.runPlan(createDoubling(binding), [fed.subarray(1)], [result.subarray(1, 4)]);
  expect([...result]).toEqual([0, 2, 4, 6, 0]);
});

it('refuses what is no plan, no array, or not of four bytes an element', () => {
  const { createPlan, runPlan, freePlan } = loadUntyped();
  const plan = createDoubling(loadDirect());
  const [code, fed] = [new Int32Array(0), new Float32Array(3)];
  const wrongPlans = [[], [code, code], [code, [], 1], [code, new Float64Array(1), 1], [code, code, '1']];
  for (const given of wrongPlans) expect(() => createPlan(...given)).toThrow(/^createPlan takes two Int32Array/);
  const wrongRuns = [[], [plan, [fed]], [{}, [fed], [fed]], [plan, fed, [fed]], [plan, [new Uint8Array(3)], [fed]]];
  for (const given of wrongRuns) expect(() => runPlan(...given)).toThrow(/^runPlan takes a plan, two arrays of/);
  expect(() => runPlan(plan, [fed], [fed], 'two')).toThrow(/^runPlan takes .* and the number of threads$/);
  for (const given of [[], [3], [{}]]) expect(() => freePlan(...given)).toThrow(/^freePlan takes a plan$/);
});

it('gives no plan that the machine has no memory for', () => {
  const empty = new Int32Array(0);
  expect(() => loadDirect().createPlan(empty, empty, 2 ** 50)).toThrow('not enough memory for a plan');
});

it('runs no plan once it has been freed, which it may be twice', () => {
  const binding = loadDirect();
  const plan = createDoubling(binding);
  binding.freePlan(plan);
  binding.freePlan(plan);
  expect(() => binding.runPlan(plan, [new Float32Array(3)], [new Float32Array(3)])).toThrow('the plan has been freed');
});
