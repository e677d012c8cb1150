import { cannotCompile } from '../native/cannot-compile.ts';
import type { TracedValue } from '../native/graph-definition.ts';
import type { TracedProgram } from '../native/trace-program.ts';
import { allocate } from './allocate.ts';
import { closeLoops } from './close-loops.ts';
import { encodePlan, type EncodedPlan, type PlanParts } from './encode.ts';
import { finishProducts } from './finish-products.ts';
import { fuseNodes } from './fuse.ts';
import { readsOf, type Kernel } from './kernel.ts';
import { lowerProgram } from './lower-program.ts';
import type { PlanNode } from './node.ts';
import { placePieces } from './place-pieces.ts';
import type { PlanBuilder } from './plan-builder.ts';
import { pruneNodes } from './prune.ts';
import { shareStorages } from './share-storage.ts';
import { sinkSteps } from './sink-steps.ts';
import type { Storage, View } from './view.ts';

/** A traced program as a plan for the machine: fewer ops, put together, with a place in memory for each result. */
export function planProgram(traced: TracedProgram, fed: readonly TracedValue[]): EncodedPlan {
  const { builder, results } = lowerProgram(traced, fed);
  return planNodes(builder, results);
}

/** The plan of nodes that were built, for these results. */
export function planNodes(builder: PlanBuilder, results: readonly View[]): EncodedPlan {
  const { kernels, allocation, isStored } = scheduleNodes(builder.nodes, results);
  checkSize([allocation.size, ...builder.feeds.map((feed) => feed.size), ...builder.constants.map(({ size }) => size)]);
  return encodePlan({
    kernels,
    results,
    allocation,
    constants: builder.constants,
    feeds: builder.feeds.length,
    isStored,
  });
}

/** Kernels in the order of a run, and where their storages lie. */
export function scheduleNodes(
  nodes: readonly PlanNode[],
  results: readonly View[],
): Pick<PlanParts, 'kernels' | 'allocation' | 'isStored'> {
  const fused = sinkSteps(fuseNodes(placePieces(finishProducts(pruneNodes(nodes, results), results), results)));
  shareStorages(fused);
  const kernels = closeLoops(fused);
  const stored = storedIn(kernels, results);
  const isStored = (storage: Storage): boolean => stored.has(storage);
  return { kernels, allocation: allocate(kernels, results, isStored), isStored };
}

/** Offsets are written as int32. */
function checkSize(sizes: readonly number[]): void {
  const largest = Math.max(...sizes);
  if (largest < 2 ** 31) return;
  throw cannotCompile(`too many elements for the direct engine; it counts to ${2 ** 31 - 1}: ${largest}`, null);
}

/** What is read from memory: everything but the results of elementwise steps that only their own kernel reads. */
function storedIn(kernels: readonly Kernel[], results: readonly View[]): ReadonlySet<Storage> {
  return new Set([...kernels.flatMap(readsOf), ...results].map((view) => view.storage));
}
