import { mergeDimensions, refineTogether, type Dimension } from './dimension.ts';
import { flag, inputOf, outputOf, type Lowering, type OpContext } from './op-context.ts';
import type { PlanBuilder } from './plan-builder.ts';
import { sizeOf, type View } from './view.ts';

export const productLowerings: Readonly<Record<string, Lowering>> = {
  BatchMatMulV2: (context) => product(context, flag(context, 'adj_x'), flag(context, 'adj_y')),
};

/** A matrix as the kernel reads it: rows at `rowStride`, the elements of a row side by side, or the same transposed. */
interface MatrixView {
  readonly view: View;
  readonly batch: readonly Dimension[];
  readonly rowStride: number;
  readonly transposed: boolean;
}

function product(context: OpContext, transposeFirst: boolean, transposeSecond: boolean): View[] {
  const { builder } = context;
  const { shape, type } = outputOf(context);
  const batchShape = shape.slice(0, -2);
  const [m, n] = shape.slice(-2) as [number, number];
  const given = inputOf(context, 0);
  const k = given.shape.at(transposeFirst ? -2 : -1) as number;
  const first = readMatrix(builder, given, batchShape, transposeFirst);
  const second = readMatrix(builder, inputOf(context, 1), batchShape, transposeSecond);
  const size = sizeOf(batchShape);
  const output: Dimension[] = mergeDimensions([{ size, stride: m * n }]);
  const levels = refineTogether([first.batch, second.batch, output]);
  if (levels === null) {
    const copied = [copyOf(builder, given, batchShape), copyOf(builder, inputOf(context, 1), batchShape)];
    return product({ ...context, inputs: copied }, transposeFirst, transposeSecond);
  }
  const batch = levels.sizes.map((levelSize, level) => ({
    size: levelSize,
    strides: levels.strides.map((strides) => strides[level]) as [number, number, number],
  }));
  return [
    builder.make(
      {
        kind: 'product',
        inputs: [first.view, second.view],
        batch,
        m,
        n,
        k,
        rowStrides: [first.rowStride, second.rowStride],
        transposed: [first.transposed, second.transposed],
      },
      shape,
      type,
    ),
  ];
}

/** @param transposed whether its last two axes are to be read the other way round */
function readMatrix(builder: PlanBuilder, given: View, batchShape: readonly number[], transposed: boolean): MatrixView {
  const [rows, columns] = given.shape.slice(-2) as [number, number];
  const { view, axes } = builder.axesOf(builder.broadcast(given, [...batchShape, rows, columns]));
  const rowWalk = axes[axes.length - 2] ?? [];
  const columnWalk = axes[axes.length - 1] ?? [];
  const batch = mergeDimensions(axes.slice(0, -2).flat());
  const rowStride = rowWalk.length > 1 ? null : (rowWalk[0]?.stride ?? columns);
  const columnStride = columnWalk.length > 1 ? null : (columnWalk[0]?.stride ?? 1);
  if (columnStride === 1 && rowStride !== null && (rowStride >= columns || rows === 1)) {
    return { view, batch, rowStride: Math.max(rowStride, columns), transposed };
  }
  if (rowStride === 1 && columnStride !== null && columnStride >= rows) {
    return { view, batch, rowStride: columnStride, transposed: !transposed };
  }
  return readMatrix(builder, copyOf(builder, given, batchShape), batchShape, transposed);
}

function copyOf(builder: PlanBuilder, given: View, batchShape: readonly number[]): View {
  const shape = [...batchShape, ...given.shape.slice(-2)];
  return builder.contiguous(builder.broadcast(given, shape));
}
