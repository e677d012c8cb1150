import { typeCode } from '../native/data-type.ts';
import { contiguousDimensions, type Dimension } from './dimension.ts';
import { constantIntegers, inputOf, integer, outputOf, type Lowering, type OpContext } from './op-context.ts';
import { fromFront } from './from-front.ts';
import { stridedParts } from './strided-part.ts';
import { reshapeView, sizeOf, viewOf, type View } from './view.ts';

/** Ops that only say where elements lie: nearly all become another way to read the same storage. */
export const layoutLowerings: Readonly<Record<string, Lowering>> = {
  Reshape: reshape,
  ExpandDims: reshape,
  Identity: reshape,
  Slice: slice,
  StridedSlice: stridedSlice,
  SplitV: split,
  Unpack: unpack,
  Transpose: transpose,
  Tile: tile,
  ConcatV2: concatenate,
  Pack: pack,
  PadV2: pad,
  Range: range,
};

function reshape(context: OpContext): View[] {
  return [reshapeView(inputOf(context, 0), outputOf(context).shape)];
}

/** The part of a view from `begin` on, of `shape`, in steps of `strides` along each axis. */
function part(
  context: OpContext,
  whole: View,
  begin: readonly number[],
  shape: readonly number[],
  strides: readonly number[] = shape.map(() => 1),
): View {
  const { view, axes } = context.builder.axesOf(whole);
  let offset = 0;
  const walks: Dimension[][] = [];
  for (const [axis, walk] of axes.entries()) {
    const size = shape[axis] as number;
    const start = begin[axis] as number;
    const [only, ...more] = walk;
    if (only === undefined || (start === 0 && size === whole.shape[axis] && strides[axis] === 1)) {
      walks.push([...walk]);
    } else if (more.length === 0) {
      offset += start * only.stride;
      walks.push([{ size, stride: only.stride * (strides[axis] as number) }]);
    } else {
      // the copy has one level for each axis
      return part(context, context.builder.contiguous(view), begin, shape, strides);
    }
  }
  return context.builder.pieceAt(viewOf(view, walks, shape, offset));
}

function slice(context: OpContext): View[] | undefined {
  const begin = constantIntegers(inputOf(context, 1));
  return begin && [part(context, inputOf(context, 0), begin, outputOf(context).shape)];
}

function stridedSlice(context: OpContext): View[] | undefined {
  const whole = inputOf(context, 0);
  const [begin, end, strides] = [1, 2, 3].map((position) => constantIntegers(inputOf(context, position)));
  if (begin === undefined || end === undefined || strides === undefined) return undefined;
  const parts = stridedParts(context, whole.shape, [begin, end, strides]);
  if (parts === null) return undefined;
  const found = part(
    context,
    whole,
    parts.map(({ start }) => start),
    parts.map(({ size }) => size),
    whole.shape.map((_, axis) => strides[axis] ?? 1),
  );
  return [reshapeView(found, outputOf(context).shape)];
}

function split(context: OpContext): View[] | undefined {
  const whole = inputOf(context, 0);
  const [given] = constantIntegers(inputOf(context, 2)) ?? [];
  if (given === undefined) return undefined;
  const axis = fromFront(given, whole.shape.length);
  const pieces: View[] = [];
  let start = 0;
  for (const { shape } of context.outputs) {
    const begin = whole.shape.map((_, each) => (each === axis ? start : 0));
    pieces.push(part(context, whole, begin, shape));
    start += shape[axis] as number;
  }
  return pieces;
}

function unpack(context: OpContext): View[] {
  const whole = inputOf(context, 0);
  const given = integer(context, 'axis');
  const axis = fromFront(given, whole.shape.length);
  const shape = whole.shape.map((size, each) => (each === axis ? 1 : size));
  return context.outputs.map((output, index) => {
    const begin = shape.map((_, each) => (each === axis ? index : 0));
    return reshapeView(part(context, whole, begin, shape), output.shape);
  });
}

function transpose(context: OpContext): View[] | undefined {
  const order = constantIntegers(inputOf(context, 1));
  if (order === undefined) return undefined;
  const { view, axes } = context.builder.axesOf(inputOf(context, 0));
  return [
    viewOf(
      view,
      order.map((axis) => axes[axis] ?? []),
      outputOf(context).shape,
    ),
  ];
}

function tile(context: OpContext): View[] | undefined {
  const times = constantIntegers(inputOf(context, 1));
  if (times === undefined) return undefined;
  const { view, axes } = context.builder.axesOf(inputOf(context, 0));
  const tiled = axes.map((walk, axis) => [{ size: times[axis] ?? 1, stride: 0 }, ...walk]);
  return [viewOf(view, tiled, outputOf(context).shape)];
}

/** The walk of a piece of so many elements along `axis` through a whole of `shape`. */
function walkInto(shape: readonly number[], axis: number, size: number): Dimension[] {
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const along = (shape[axis] as number) * inner;
  return [
    { size: outer, stride: along },
    { size: size * inner, stride: 1 },
  ];
}

function concatenate(context: OpContext): View[] | undefined {
  const { shape, type } = outputOf(context);
  const pieces = context.inputs.slice(0, -1);
  const [given] = constantIntegers(context.inputs.at(-1) as View) ?? [];
  if (given === undefined) return undefined;
  const axis = fromFront(given, shape.length);
  return [
    join(
      context,
      pieces,
      pieces.map((piece) => piece.shape[axis] as number),
      shape,
      axis,
      type,
    ),
  ];
}

function pack(context: OpContext): View[] {
  const { shape, type } = outputOf(context);
  const given = integer(context, 'axis');
  const axis = fromFront(given, shape.length);
  return [
    join(
      context,
      context.inputs,
      context.inputs.map(() => 1),
      shape,
      axis,
      type,
    ),
  ];
}

function join(
  context: OpContext,
  pieces: readonly View[],
  sizes: readonly number[],
  shape: readonly number[],
  axis: number,
  type: number,
): View {
  const inner = sizeOf(shape.slice(axis + 1));
  let start = 0;
  const placed = pieces.map((view, position) => {
    const size = sizes[position] as number;
    const offset = start * inner;
    start += size;
    return { view, into: walkInto(shape, axis, size), offset };
  });
  return context.builder.join(placed, shape, type);
}

function pad(context: OpContext): View[] | undefined {
  const inner = inputOf(context, 0);
  const margins = constantIntegers(inputOf(context, 1));
  if (margins === undefined) return undefined;
  const { shape, type } = outputOf(context);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const offset = strides.reduce((sum, stride, axis) => sum + stride * (margins[2 * axis] as number), 0);
  const into = inner.shape.map((size, axis) => ({ size, stride: strides[axis] as number }));
  const filled = {
    view: context.builder.broadcast(inputOf(context, 2), shape),
    into: contiguousDimensions(sizeOf(shape)),
    offset: 0,
  };
  return [context.builder.assemble([filled, { view: inner, into, offset }], shape, type)];
}

function range(context: OpContext): View[] | undefined {
  const [start, limit, step] = context.inputs.map((input) => input.storage.values?.[input.offset]);
  const { shape, type } = outputOf(context);
  if (start === undefined || limit === undefined || step === undefined) return undefined;
  const count = shape[0] ?? 0;
  if (type !== typeCode.float32) {
    const integers = Int32Array.from({ length: count }, (_, index) => start + index * step);
    return [context.builder.constant(integers, shape, type)];
  }
  const [first = 0, , by = 0] = new Float32Array(Int32Array.of(start, limit, step).buffer);
  const values = Float32Array.from({ length: count }, (_, index) => first + index * by);
  return [context.builder.constant(new Int32Array(values.buffer), shape, type)];
}
