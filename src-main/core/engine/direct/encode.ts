import { contiguousDimensions, refineTogether, type Dimension } from './dimension.ts';
import { elementOps, type ElementOp } from './element-op.ts';
import { rootOf, type ElementKernel, type ElementStep, type Kernel, type Operand } from './kernel.ts';
import type { Allocation } from './allocate.ts';
import type { ProductFinish, ProductNode, Reduction } from './node.ts';
import { sizeOf, viewKey, type Storage, type View } from './view.ts';

/** The numbers of src-native/plan-reader.cc. */
const instruction = { elements: 1, product: 2, reduce: 3, gather: 4, segmentSum: 5, copy: 6, loop: 7 } as const;
const reductions: readonly Reduction[] = [
  'sum',
  'maximum',
  'minimum',
  'product',
  'sumInteger',
  'maximumInteger',
  'minimumInteger',
];

/** Those of src-native/matmul-finish.h, from 1 on. */
const finishes: readonly ProductFinish['kind'][] = ['biasedRelu', 'reluGradient'];

/** Which memory an address is in: the plan's own, its constants, then what is fed, then what is given back. */
const memory = { own: 0, constants: 1, fed: 2 } as const;

/** A plan as the machine takes it. */
export interface EncodedPlan {
  readonly code: Int32Array;
  readonly constants: Int32Array;
  /** Elements of memory of its own. */
  readonly size: number;
}

export interface PlanParts {
  readonly kernels: readonly Kernel[];
  readonly results: readonly View[];
  readonly allocation: Allocation;
  readonly constants: readonly Storage[];
  readonly feeds: number;
  readonly isStored: (storage: Storage) => boolean;
}

export function encodePlan(parts: PlanParts): EncodedPlan {
  return new PlanWriter(parts).write();
}

class PlanWriter {
  readonly #parts: PlanParts;
  readonly #constantOffsets = new Map<Storage, number>();
  #constants: Int32Array;

  constructor(parts: PlanParts) {
    this.#parts = parts;
    let size = 0;
    for (const constant of parts.constants) {
      this.#constantOffsets.set(constant, size);
      size += constant.size;
    }
    this.#constants = new Int32Array(size);
    for (const [constant, offset] of this.#constantOffsets) {
      this.#constants.set(constant.values ?? [], offset);
    }
  }

  write(): EncodedPlan {
    const { kernels, results, allocation, feeds } = this.#parts;
    const code = [
      ...kernels.flatMap((kernel) => this.#kernel(kernel)),
      ...results.flatMap((view, position) =>
        allocation.inResults.get(rootOf(view.storage)) === position
          ? []
          : this.#copy(view, contiguousDimensions(sizeOf(view.shape)), [memory.fed + feeds + position, 0]),
      ),
    ];
    return { code: Int32Array.from(code), constants: this.#constants, size: allocation.size };
  }

  #kernel(kernel: Kernel): number[] {
    switch (kernel.kind) {
      case 'elements':
        return this.#elements(kernel);
      case 'product':
        return [
          instruction.product,
          ...this.#address(kernel.inputs[0]),
          ...this.#address(kernel.inputs[1]),
          ...this.#place(kernel.output, kernel.offset),
          ...[kernel.m, kernel.n, kernel.k, ...kernel.rowStrides, ...kernel.transposed.map(Number)],
          ...this.#finish(kernel),
          kernel.batch.length,
          ...kernel.batch.flatMap(({ size, strides }, level) => [
            size,
            ...strides,
            ...(kernel.finish === undefined ? [] : [kernel.finish.strides[level] as number]),
          ]),
        ];
      case 'reduce':
        return [
          instruction.reduce,
          reductions.indexOf(kernel.reduction),
          ...this.#address(kernel.inputs[0]),
          ...this.#place(kernel.output),
          ...walk(kernel.kept),
          ...walk(kernel.reduced),
        ];
      case 'gather':
        return [
          instruction.gather,
          ...this.#address(kernel.inputs[0]),
          ...this.#address(kernel.inputs[1]),
          ...this.#place(kernel.output),
          ...[kernel.outer, kernel.outerStride, kernel.rows, kernel.rowStride, kernel.inner, kernel.indices],
        ];
      case 'segment-sum':
        return [
          instruction.segmentSum,
          ...this.#address(kernel.inputs[0]),
          ...this.#address(kernel.inputs[1]),
          ...this.#place(kernel.output),
          ...[kernel.rows, kernel.inner, kernel.indices],
        ];
      case 'copy':
        return this.#copy(kernel.inputs[0], kernel.into, this.#place(kernel.output, kernel.offset));
      case 'loop': {
        const body = kernel.body.flatMap((each) => this.#kernel(each));
        return [
          instruction.loop,
          ...this.#address(kernel.from),
          ...this.#address(kernel.limit),
          ...this.#place(kernel.index),
          ...(kernel.until === undefined ? [0] : [1, ...this.#address(kernel.until)]),
          body.length,
          ...body,
        ];
      }
    }
  }

  #finish({ finish, inputs }: ProductNode): number[] {
    if (finish === undefined) return [0];
    return [1 + finishes.indexOf(finish.kind), ...this.#address(inputs[2] as View), finish.rowStride];
  }

  #copy(view: View, into: readonly Dimension[], to: readonly [number, number]): number[] {
    const levels = refineTogether([view.dimensions, into]);
    if (levels === null) throw new TypeError(`a copy whose walks do not fit: ${viewKey(view)}`);
    return [
      instruction.copy,
      ...this.#address(view),
      ...to,
      levels.sizes.length,
      ...levels.sizes,
      ...levels.strides.flat(),
    ];
  }

  #elements({ size, loads, steps }: ElementKernel): number[] {
    const levels = refineTogether([contiguousDimensions(size), ...loads.map((load) => load.dimensions)]);
    if (levels === null) throw new TypeError('an elementwise kernel whose walks do not fit');
    const stored = steps.map((step) => step.output).filter(this.#parts.isStored);
    const first = { store: loads.length, register: loads.length + stored.length };
    const { registers, code } = assignRegisters(steps, loads, stored, first);
    return [
      instruction.elements,
      ...[levels.sizes.length, ...levels.sizes],
      loads.length,
      ...loads.flatMap((load, position) => [...this.#address(load), ...(levels.strides[position + 1] ?? [])]),
      stored.length,
      ...stored.flatMap((storage) => this.#place(storage)),
      registers,
      code.length,
      ...code.flat(),
    ];
  }

  #address(view: View): [number, number] {
    return this.#place(view.storage, view.offset);
  }

  /** So many elements into a storage. */
  #place(storage: Storage, further = 0): [number, number] {
    const root = rootOf(storage);
    const constant = this.#constantOffsets.get(root);
    if (constant !== undefined) return [memory.constants, constant + further];
    if (root.feed !== undefined) return [memory.fed + root.feed, further];
    const result = this.#parts.allocation.inResults.get(root);
    if (result !== undefined) return [memory.fed + this.#parts.feeds + result, further];
    const offset = this.#parts.allocation.offsets.get(root);
    if (offset === undefined) throw new TypeError(`a storage without a place: ${root.id}`);
    return [memory.own, offset + further];
  }
}

function walk(dimensions: readonly Dimension[]): number[] {
  return [dimensions.length, ...dimensions.flatMap(({ size, stride }) => [size, stride])];
}

/**
 * The steps as [op, result, operands x 3] in places: loads, then stores, then registers. A result that would overwrite a load that
 * a later step still reads waits in a register.
 */
function assignRegisters(
  steps: readonly ElementStep[],
  loads: readonly View[],
  stored: readonly Storage[],
  first: { readonly store: number; readonly register: number },
): { registers: number; code: number[][] } {
  const lastUse = steps.map((_, position) => position);
  const lastLoad = loads.map(() => -1);
  steps.forEach((step, position) => {
    for (const operand of step.operands) {
      if ('step' in operand) lastUse[operand.step] = position;
      else lastLoad[operand.load] = position;
    }
  });
  const free: number[] = [];
  let registers = 0;
  const placeOf: number[] = [];
  const late: number[][] = [];
  const code: number[][] = [];
  steps.forEach((step, position) => {
    const read = (operand: Operand | undefined): number =>
      operand === undefined ? 0 : 'load' in operand ? operand.load : (placeOf[operand.step] as number);
    const operands = [0, 1, 2].map((each) => read(step.operands[each]));
    const store = stored.indexOf(step.output);
    const overwrites = loads.some(
      (load, each) => rootOf(load.storage) === rootOf(step.output) && (lastLoad[each] as number) > position,
    );
    const kept = store >= 0 && overwrites;
    if (store >= 0 && !kept) {
      placeOf[position] = first.store + store;
    } else {
      for (let earlier = 0; earlier < position; earlier += 1) {
        const place = placeOf[earlier] as number;
        if (lastUse[earlier] === position - 1 && place >= first.register && !free.includes(place)) free.push(place);
      }
      const taken = free.pop() ?? first.register + registers++;
      placeOf[position] = taken;
      if (kept) {
        lastUse[position] = Infinity;
        late.push([...copyStep, first.store + store, taken, taken, taken]);
      }
    }
    code.push([elementOps.indexOf(step.op), placeOf[position], ...operands]);
  });
  return { registers, code: [...code, ...late] };
}

/** An element or-ed with itself is itself, whatever its type. */
const copyStep = [elementOps.indexOf('bitwiseOr' satisfies ElementOp)];
