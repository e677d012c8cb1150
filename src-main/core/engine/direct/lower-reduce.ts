import { typeCode } from '../native/data-type.ts';
import { mergeDimensions } from './dimension.ts';
import type { Reduction } from './node.ts';
import { fromFront } from './from-front.ts';
import { constantIntegers, inputOf, outputOf, type Lowering, type OpContext } from './op-context.ts';
import { reshapeView, sizeOf, type View } from './view.ts';

export const reduceLowerings: Readonly<Record<string, Lowering>> = {
  Sum: (context) => wrap(reduce(context, pick(context, 'sum', 'sumInteger'))),
  Max: (context) => wrap(reduce(context, pick(context, 'maximum', 'maximumInteger'))),
  Min: (context) => wrap(reduce(context, pick(context, 'minimum', 'minimumInteger'))),
  All: (context) => wrap(reduce(context, 'minimumInteger')),
  Any: (context) => wrap(reduce(context, 'maximumInteger')),
  Prod: (context) => (inputOf(context, 0).type === typeCode.float32 ? wrap(reduce(context, 'product')) : undefined),
  Mean: mean,
  Softmax: softmax,
};

function wrap(view: View | undefined): View[] | undefined {
  return view && [view];
}

function pick(context: OpContext, float: Reduction, integer: Reduction): Reduction {
  return inputOf(context, 0).type === typeCode.float32 ? float : integer;
}

function reduce(context: OpContext, reduction: Reduction): View | undefined {
  const { shape, type } = outputOf(context);
  const axes = constantIntegers(inputOf(context, 1));
  return axes && reduceAxes(context, inputOf(context, 0), reduction, axes, shape, type);
}

function reduceAxes(
  { builder }: OpContext,
  input: View,
  reduction: Reduction,
  axes: readonly number[],
  shape: readonly number[],
  type: number,
): View {
  const reduced = new Set(axes.map((axis) => fromFront(axis, input.shape.length)));
  if (input.shape.every((size, axis) => !reduced.has(axis) || size === 1)) return reshapeView(input, shape);
  const { view, axes: walks } = builder.axesOf(input);
  return builder.make(
    {
      kind: 'reduce',
      reduction,
      inputs: [view],
      kept: mergeDimensions(walks.filter((_, axis) => !reduced.has(axis)).flat()),
      reduced: mergeDimensions(walks.filter((_, axis) => reduced.has(axis)).flat()),
    },
    shape,
    type,
  );
}

function mean(context: OpContext): View[] | undefined {
  const { shape, type } = outputOf(context);
  const sum = reduce(context, 'sum');
  if (sum === undefined || type !== typeCode.float32) return undefined;
  const count = sizeOf(inputOf(context, 0).shape) / Math.max(1, sizeOf(shape));
  return [context.builder.element('divide', [sum, context.builder.uniform(count, [], type)], shape, type)];
}

/** Along the last axis, shifted by the greatest value. */
function softmax(context: OpContext): View[] {
  const { builder } = context;
  const input = inputOf(context, 0);
  const { shape, type } = outputOf(context);
  const oneColumn = [...shape.slice(0, -1), 1];
  const last = [shape.length - 1];
  const greatest = reduceAxes(context, input, 'maximum', last, oneColumn, type);
  const shifted = builder.element('subtract', [input, greatest], shape, type);
  const powers = builder.element('exponential', [shifted], shape, type);
  const total = reduceAxes(context, powers, 'sum', last, oneColumn, type);
  return [builder.element('divide', [powers, total], shape, type)];
}
