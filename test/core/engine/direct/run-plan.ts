import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import { createResults } from '../../../../src-main/core/engine/direct/host-array.ts';
import { loadDirect } from '../../../../src-main/core/engine/direct/load-direct.ts';
import type { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { planNodes } from '../../../../src-main/core/engine/direct/plan-program.ts';
import type { View } from '../../../../src-main/core/engine/direct/view.ts';

/** The elements of each result of a plan on these feeds. */
export function runPlan(
  builder: PlanBuilder,
  results: readonly View[],
  fed: readonly FedArray[],
  threads?: number,
): FedArray[] {
  const { code, constants, size } = planNodes(builder, results);
  const binding = loadDirect();
  const outputs = createResults(results);
  binding.runPlan(binding.createPlan(code, constants, size), fed, outputs, threads);
  return outputs;
}
