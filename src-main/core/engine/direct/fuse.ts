import { contiguousDimensions, refineTogether } from './dimension.ts';
import { rootOf, type ElementKernel, type ElementStep, type Kernel, type Operand } from './kernel.ts';
import type { ElementNode, PlanNode } from './node.ts';
import { isWhole, viewKey, type View } from './view.ts';

/** More than this in one kernel gains nothing and costs the cache. */
export const mostSteps = 192;
export const mostLoads = 24;

/** A kernel that still takes elementwise nodes. */
interface OpenKernel {
  readonly kind: 'elements';
  readonly size: number;
  readonly loads: View[];
  readonly steps: ElementStep[];
}

/**
 * Puts elementwise nodes together that walk as many elements, so that what is between them never leaves the cache. A node joins the
 * last kernel that it can, which is one no earlier than all that make its inputs.
 */
export function fuseNodes(nodes: readonly PlanNode[]): Kernel[] {
  const kernels: (OpenKernel | Exclude<Kernel, ElementKernel>)[] = [];
  const madeBy = new Map<number, number>();
  for (const node of nodes) {
    if (node.kind === 'loop') {
      const { inputs: _, body, ...loop } = node;
      kernels.push({ ...loop, body: fuseNodes(body) });
      for (const { storage } of loop.carried) madeBy.set(storage.id, kernels.length - 1);
    } else if (node.kind === 'element') {
      madeBy.set(node.output.id, placeNode(kernels, madeBy, node));
    } else {
      kernels.push(node);
      madeBy.set(node.output.id, kernels.length - 1);
    }
  }
  return kernels;
}

/** Gives the position of the kernel that took the node. */
function placeNode(
  kernels: (OpenKernel | Exclude<Kernel, ElementKernel>)[],
  madeBy: ReadonlyMap<number, number>,
  node: ElementNode,
): number {
  const earliest = Math.max(-1, ...node.inputs.map((input) => madeBy.get(rootOf(input.storage).id) ?? -1));
  for (let position = kernels.length - 1; position >= Math.max(0, earliest); position -= 1) {
    const kernel = kernels[position];
    if (kernel?.kind === 'elements' && join(kernel, node)) return position;
  }
  const kernel: OpenKernel = { kind: 'elements', size: node.output.size, loads: [], steps: [] };
  join(kernel, node);
  kernels.push(kernel);
  return kernels.length - 1;
}

/** Adds the node to the kernel where the kernel has room and their walks fit. */
function join(kernel: OpenKernel, node: ElementNode): boolean {
  if (kernel.size !== node.output.size || kernel.steps.length >= mostSteps) return false;
  const loads = [...kernel.loads];
  const operands: Operand[] = [];
  for (const input of node.inputs) {
    const step = kernel.steps.findIndex((each) => each.output === input.storage);
    if (step >= 0 && !isWhole(input)) return false;
    operands.push(step >= 0 ? { step } : { load: addLoad(loads, input) });
  }
  if (kernel.steps.length > 0 && countSpread(loads) > mostLoads) return false;
  if (loads.length > kernel.loads.length && !fit(loads, kernel.size)) return false;
  kernel.loads.splice(0, Infinity, ...loads);
  kernel.steps.push({ op: node.op, operands, output: node.output });
  return true;
}

/** The position of a view among the loads, where it is added if none walks as it does. */
export function addLoad(loads: View[], wanted: View): number {
  const key = walkKey(wanted);
  const known = loads.findIndex((each) => walkKey(each) === key);
  return known >= 0 ? known : loads.push(wanted) - 1;
}

function walkKey(view: View): string {
  return viewKey({ ...view, shape: [], type: 0 });
}

/** Whether one walk can read all loads together. */
export function fit(loads: readonly View[], size: number): boolean {
  return refineTogether([contiguousDimensions(size), ...loads.map((load) => load.dimensions)]) !== null;
}

/** How many are more than one element again and again, which costs the cache nothing. */
export function countSpread(loads: readonly View[]): number {
  return loads.filter(({ dimensions }) => dimensions.some(({ stride }) => stride !== 0)).length;
}
