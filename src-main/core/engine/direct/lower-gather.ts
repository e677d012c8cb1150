import { typeCode } from '../native/data-type.ts';
import { fromFront } from './from-front.ts';
import { constantIntegers, inputOf, integer, outputOf, type Lowering, type OpContext } from './op-context.ts';
import { sizeOf, type View } from './view.ts';

export const gatherLowerings: Readonly<Record<string, Lowering>> = { GatherV2: gather, UnsortedSegmentSum: segmentSum };

/** Rows along one axis at indices; those out of range are moved to the nearest row, as XLA does. */
function gather(context: OpContext): View[] | undefined {
  const { builder } = context;
  const { shape, type } = outputOf(context);
  const [given] = constantIntegers(inputOf(context, 2)) ?? [];
  if (given === undefined || integer(context, 'batch_dims') !== 0) return undefined;
  const table = builder.contiguous(inputOf(context, 0));
  const indices = builder.contiguous(inputOf(context, 1));
  const axis = fromFront(given, table.shape.length);
  const inner = sizeOf(table.shape.slice(axis + 1));
  const rows = table.shape[axis] as number;
  return [
    builder.make(
      {
        kind: 'gather',
        inputs: [table, indices],
        outer: sizeOf(table.shape.slice(0, axis)),
        outerStride: rows * inner,
        rows,
        rowStride: inner,
        inner,
        indices: sizeOf(indices.shape),
      },
      shape,
      type,
    ),
  ];
}

function segmentSum(context: OpContext): View[] | undefined {
  const { builder } = context;
  const { shape, type } = outputOf(context);
  if (type !== typeCode.float32) return undefined;
  const data = builder.contiguous(inputOf(context, 0));
  const segments = builder.contiguous(inputOf(context, 1));
  const indices = sizeOf(segments.shape);
  return [
    builder.make(
      {
        kind: 'segment-sum',
        inputs: [data, segments],
        rows: shape[0] as number,
        inner: sizeOf(shape.slice(1)),
        indices,
      },
      shape,
      type,
    ),
  ];
}
