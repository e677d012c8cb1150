import type { LoopNode, PlanNode } from './node.ts';
import type { View } from './view.ts';
import { rootOf } from './kernel.ts';

/** The nodes that the results depend on. */
export function pruneNodes(nodes: readonly PlanNode[], results: readonly View[]): PlanNode[] {
  const used = new Set(results.map((view) => rootOf(view.storage).id));
  return pruneBlock(nodes, used);
}

function pruneBlock(nodes: readonly PlanNode[], used: Set<number>): PlanNode[] {
  const live: PlanNode[] = [];
  for (const node of nodes.toReversed()) {
    const kept = node.kind === 'loop' ? pruneLoop(node, used) : used.has(rootOf(node.output).id) ? node : null;
    if (kept === null) continue;
    for (const input of kept.inputs) used.add(rootOf(input.storage).id);
    live.push(kept);
  }
  return live.reverse();
}

function pruneLoop(loop: LoopNode, used: Set<number>): LoopNode | null {
  if (!loop.carried.some((state) => used.has(state.storage.id))) return null;
  for (const { result } of loop.carried) used.add(rootOf(result.storage).id);
  return { ...loop, body: pruneBlock(loop.body, used) };
}
