import { typeCode } from '../native/data-type.ts';
import type { Attributes, TracedValue } from '../native/graph-definition.ts';
import { elementLowerings } from './lower-element.ts';
import { fromFront } from './from-front.ts';
import { flag, integer } from './op-context.ts';
import { stridedParts } from './strided-part.ts';
import { sizeOf } from './view.ts';

/** What is known of an op's input; `values` where the shape of what it gives depends on them. */
export interface OpArgument extends TracedValue {
  readonly values?: readonly number[];
}

/** An op's input; without elements where only shape and type are known. */
interface OpInput extends TracedValue {
  readonly elements?: Iterable<number>;
}

interface ShapeContext {
  readonly op: string;
  readonly inputs: readonly OpArgument[];
  readonly attributes: Attributes;
  readonly outputCount: number;
}

/** Undefined for a form of the op that the engine does not have. */
type Inference = (context: ShapeContext) => readonly TracedValue[] | undefined;

/** Which inputs of an op decide the shape of its outputs by their values; negative positions count from the end. */
const shapeArguments: Readonly<Record<string, readonly number[]>> = {
  Reshape: [1],
  ExpandDims: [1],
  Slice: [1, 2],
  StridedSlice: [1, 2, 3],
  SplitV: [1, 2],
  Transpose: [1],
  Tile: [1],
  ConcatV2: [-1],
  PadV2: [1],
  Range: [0, 1, 2],
  Fill: [0],
  OneHot: [1],
  Sum: [1],
  Mean: [1],
  Max: [1],
  Min: [1],
  Prod: [1],
  All: [1],
  Any: [1],
  GatherV2: [2],
  UnsortedSegmentSum: [2],
};

/** Whether the values of an input must be known to tell the shape of what an op gives. */
export function decidesShape(op: string, position: number, inputs: number): boolean {
  return shapeArguments[op]?.some((each) => fromFront(each, inputs) === position) ?? false;
}

/** What of an op's inputs decides the shape of what it gives. */
export function argumentsOf(op: string, inputs: readonly OpInput[]): OpArgument[] {
  return inputs.map(({ shape, type, elements }, position) =>
    elements !== undefined && decidesShape(op, position, inputs.length)
      ? { shape, type, values: [...elements] }
      : { shape, type },
  );
}

/** Shape and type of what an op gives; undefined for an op, or a form of one, that the direct engine does not have. */
export function inferOutputs(context: ShapeContext): readonly TracedValue[] | undefined {
  return (inferences[context.op] ?? (context.op in elementLowerings ? inferElementwise : undefined))?.(context);
}

const reductions = Object.fromEntries(
  ['Sum', 'Mean', 'Max', 'Min', 'Prod', 'All', 'Any'].map((op) => [op, inferReduction] as const),
);
const booleans = new Set([
  ...['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual'],
  ...['IsNan', 'IsFinite', 'LogicalAnd', 'LogicalOr', 'LogicalNot'],
]);

const inferences: Readonly<Record<string, Inference>> = {
  ...reductions,
  Cast: ({ inputs, attributes }) => {
    const target = attributes['DstT'];
    return [{ shape: inputAt(inputs, 0).shape, type: target?.kind === 'type' ? target.value : typeCode.float32 }];
  },
  OnesLike: sameAsFirst,
  ZerosLike: sameAsFirst,
  Identity: sameAsFirst,
  Softmax: sameAsFirst,
  Fill: ({ inputs }) => [{ shape: valuesOf(inputs, 0), type: inputAt(inputs, 1).type }],
  OneHot: ({ inputs, attributes }) => {
    const { shape } = inputAt(inputs, 0);
    const given = integer({ attributes }, 'axis', -1);
    const at = fromFront(given, shape.length + 1);
    return [{ shape: shape.toSpliced(at, 0, valuesOf(inputs, 1)[0] ?? 0), type: inputAt(inputs, 2).type }];
  },
  Reshape: ({ inputs }) => {
    const { shape, type } = inputAt(inputs, 0);
    const wanted = valuesOf(inputs, 1);
    const known = sizeOf(wanted.filter((size) => size !== -1));
    return [{ shape: wanted.map((size) => (size === -1 ? sizeOf(shape) / known : size)), type }];
  },
  ExpandDims: ({ inputs }) => {
    const { shape, type } = inputAt(inputs, 0);
    const [given = 0] = valuesOf(inputs, 1);
    return [{ shape: shape.toSpliced(fromFront(given, shape.length + 1), 0, 1), type }];
  },
  Slice: ({ inputs }) => {
    const { shape, type } = inputAt(inputs, 0);
    const [begin, sizes] = [valuesOf(inputs, 1), valuesOf(inputs, 2)];
    return [{ shape: sizes.map((size, axis) => (size === -1 ? (shape[axis] ?? 0) - (begin[axis] ?? 0) : size)), type }];
  },
  StridedSlice: inferStridedSlice,
  SplitV: ({ inputs }) => {
    const [axis = 0] = valuesOf(inputs, 2);
    return splitAlong(inputAt(inputs, 0), axis, valuesOf(inputs, 1));
  },
  Unpack: ({ inputs, attributes, outputCount }) => {
    const { shape, type } = inputAt(inputs, 0);
    const given = integer({ attributes }, 'axis', 0);
    const piece = { shape: shape.toSpliced(fromFront(given, shape.length), 1), type };
    return Array.from({ length: outputCount }, () => piece);
  },
  Transpose: ({ inputs }) => {
    const { shape, type } = inputAt(inputs, 0);
    return [{ shape: valuesOf(inputs, 1).map((axis) => shape[axis] ?? 1), type }];
  },
  Tile: ({ inputs }) => {
    const { shape, type } = inputAt(inputs, 0);
    const times = valuesOf(inputs, 1);
    return [{ shape: shape.map((size, axis) => size * (times[axis] ?? 1)), type }];
  },
  ConcatV2: ({ inputs }) => {
    const pieces = inputs.slice(0, -1);
    const { shape, type } = inputAt(inputs, 0);
    const [given = 0] = valuesOf(inputs, inputs.length - 1);
    const axis = fromFront(given, shape.length);
    return [
      {
        shape: shape.with(
          axis,
          pieces.reduce((sum, piece) => sum + (piece.shape[axis] ?? 0), 0),
        ),
        type,
      },
    ];
  },
  Pack: ({ inputs, attributes }) => {
    const { shape, type } = inputAt(inputs, 0);
    const given = integer({ attributes }, 'axis', 0);
    return [{ shape: shape.toSpliced(fromFront(given, shape.length + 1), 0, inputs.length), type }];
  },
  PadV2: inferPad,
  Range: ({ inputs }) => {
    const [start = 0, limit = 0, step = 1] = inputs.map((input) => input.values?.[0]);
    return [{ shape: [Math.max(0, Math.ceil((limit - start) / step))], type: inputAt(inputs, 0).type }];
  },
  BatchMatMulV2: inferProduct,
  GatherV2: ({ inputs, attributes }) => {
    if (integer({ attributes }, 'batch_dims') !== 0) return undefined;
    const { shape, type } = inputAt(inputs, 0);
    const [given = 0] = valuesOf(inputs, 2);
    return [{ shape: shape.toSpliced(fromFront(given, shape.length), 1, ...inputAt(inputs, 1).shape), type }];
  },
  UnsortedSegmentSum: ({ inputs }) => {
    const { shape, type } = inputAt(inputs, 0);
    return [{ shape: [...valuesOf(inputs, 2), ...shape.slice(inputAt(inputs, 1).shape.length)], type }];
  },
};

function inputAt(inputs: readonly OpArgument[], position: number): OpArgument {
  return inputs[position] as OpArgument;
}

function valuesOf(inputs: readonly OpArgument[], position: number): number[] {
  return [...(inputs[position]?.values ?? [])];
}

function sameAsFirst({ inputs }: ShapeContext): TracedValue[] {
  const { shape, type } = inputAt(inputs, 0);
  return [{ shape, type }];
}

function inferElementwise({ op, inputs }: ShapeContext): TracedValue[] {
  const type = booleans.has(op) ? typeCode.bool : inputAt(inputs, inputs.length - 1).type;
  return [{ shape: broadcastShapes(inputs.map((input) => input.shape)), type }];
}

function broadcastShapes(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) =>
    shapes.reduce((size, shape) => {
      const own = shape[axis - rank + shape.length] ?? 1;
      return own === 1 ? size : own;
    }, 1),
  );
}

function inferReduction({ inputs, attributes }: ShapeContext): TracedValue[] {
  const { shape, type } = inputAt(inputs, 0);
  const axes = new Set(valuesOf(inputs, 1).map((axis) => fromFront(axis, shape.length)));
  const kept = flag({ attributes }, 'keep_dims');
  return [{ shape: shape.flatMap((size, axis) => (!axes.has(axis) ? [size] : kept ? [1] : [])), type }];
}

function splitAlong({ shape, type }: OpArgument, axis: number, sizes: readonly number[]): TracedValue[] {
  const at = fromFront(axis, shape.length);
  const known = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  return sizes.map((size) => ({ shape: shape.with(at, size === -1 ? (shape[at] ?? 0) - known : size), type }));
}

function inferStridedSlice({ inputs, attributes }: ShapeContext): TracedValue[] | undefined {
  const { shape, type } = inputAt(inputs, 0);
  const parts = stridedParts(
    { attributes },
    shape,
    [1, 2, 3].map((position) => valuesOf(inputs, position)),
  );
  if (parts === null) return undefined;
  return [{ shape: parts.flatMap(({ size, shrinks }) => (shrinks ? [] : [size])), type }];
}

function inferPad({ inputs }: ShapeContext): TracedValue[] {
  const { shape, type } = inputAt(inputs, 0);
  const margins = valuesOf(inputs, 1);
  return [{ shape: shape.map((size, axis) => size + (margins[2 * axis] ?? 0) + (margins[2 * axis + 1] ?? 0)), type }];
}

function inferProduct({ inputs, attributes }: ShapeContext): TracedValue[] {
  const [one, other] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const rows = one.shape.at(flag({ attributes }, 'adj_x') ? -1 : -2) ?? 1;
  const columns = other.shape.at(flag({ attributes }, 'adj_y') ? -2 : -1) ?? 1;
  const batch = broadcastShapes([one.shape.slice(0, -2), other.shape.slice(0, -2)]);
  return [{ shape: [...batch, rows, columns], type: one.type }];
}
