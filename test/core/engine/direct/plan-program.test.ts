import { expect, it } from 'vitest';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { planNodes } from '../../../../src-main/core/engine/direct/plan-program.ts';
import { isCannotCompile } from '../../../../src-main/core/engine/native/cannot-compile.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';

const { float32 } = typeCode;

it('plans no storage of more elements than an int32 counts', () => {
  const planSumOf = (count: number): unknown => {
    const builder = new PlanBuilder();
    const input = builder.feed([count], float32);
    const walk = { kept: [], reduced: [{ size: count, stride: 1 }] };
    return planNodes(builder, [
      builder.make({ kind: 'reduce', reduction: 'sum', inputs: [input], ...walk }, [], float32),
    ]);
  };
  expect(planSumOf(2 ** 31 - 1)).toMatchObject({ constants: new Int32Array(0) });
  let fault: unknown;
  try {
    planSumOf(2 ** 31);
  } catch (error) {
    fault = error;
  }
  expect(isCannotCompile(fault) && fault.message).toMatch(/it counts to 2147483647: 2147483648$/);
});
