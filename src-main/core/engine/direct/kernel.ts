import type { ElementOp } from './element-op.ts';
import type { CarriedState, CopyNode, GatherNode, ProductNode, ReduceNode, SegmentSumNode } from './node.ts';
import type { Storage, View } from './view.ts';

/** One call of the machine: a node, or several elementwise nodes that walk the same elements together. */
export type Kernel = ElementKernel | LoopKernel | CopyNode | GatherNode | ProductNode | ReduceNode | SegmentSumNode;

export interface ElementKernel {
  readonly kind: 'elements';
  /** Elements that every step walks. */
  readonly size: number;
  readonly loads: readonly View[];
  readonly steps: readonly ElementStep[];
}

/** An operand is a load, or the result of an earlier step. */
export type Operand = { readonly load: number } | { readonly step: number };

export interface ElementStep {
  readonly op: ElementOp;
  readonly operands: readonly Operand[];
  readonly output: Storage;
}

export interface LoopKernel {
  readonly kind: 'loop';
  readonly from: View;
  readonly limit: View;
  readonly until?: View;
  readonly index: Storage;
  readonly carried: readonly CarriedState[];
  readonly body: readonly Kernel[];
}

/** What a kernel reads, its whole body for a loop. */
export function readsOf(kernel: Kernel): readonly View[] {
  switch (kernel.kind) {
    case 'elements':
      return kernel.loads;
    case 'loop':
      return [
        kernel.from,
        kernel.limit,
        ...(kernel.until === undefined ? [] : [kernel.until]),
        ...kernel.carried.flatMap((state) => [state.initial, state.result]),
        ...kernel.body.flatMap(readsOf),
      ];
    case 'copy':
    case 'gather':
    case 'product':
    case 'reduce':
    case 'segment-sum':
      return kernel.inputs;
  }
}

/** What a kernel writes itself. */
export function writesOf(kernel: Kernel): readonly Storage[] {
  switch (kernel.kind) {
    case 'elements':
      return kernel.steps.map((step) => step.output);
    case 'loop':
      return [kernel.index, ...kernel.carried.map((state) => state.storage)];
    case 'copy':
    case 'gather':
    case 'product':
    case 'reduce':
    case 'segment-sum':
      return [kernel.output];
  }
}

/** The storage whose memory it uses. */
export function rootOf(storage: Storage): Storage {
  return storage.sharedWith === undefined ? storage : rootOf(storage.sharedWith);
}
