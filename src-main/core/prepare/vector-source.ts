import { AppError } from '../../contract/error.ts';
import { readImageText } from '../table/image.ts';
import type { CodeColumn, NumberColumn } from '../table/table.ts';
import { parseVector } from '../table/vector.ts';
import { checkCells } from './encoded-column.ts';

/** Many numbers a row, from whatever they were kept as. */
export interface VectorSource {
  readonly name: string;
  readonly rowCount: number;
  readonly width: number;
  /** [N, width]; 0 where missing. */
  readonly values: Float32Array;
  /** [N, width] 1 where present; null where nothing is missing. */
  readonly present: Uint8Array | null;
}

const remedy = 'use shorter vectors or fewer rows';

/** The vectors of a column of texts; all have the length of the first. */
export function vectorsOfTexts(column: CodeColumn): VectorSource {
  const vectors = column.labels.map(parseVector);
  const width = vectors.find((vector) => vector !== null)?.length ?? 1;
  checkCells(column, width, remedy);
  return layRows(column, width, (code) => {
    const vector = vectors[code] ?? null;
    return vector?.length === width ? vector : null;
  });
}

/** A picture column's pixels from 0 to 1. Throws AppError `impossible-study` where pictures differ in size. */
export function picturesOf(column: CodeColumn): {
  source: VectorSource;
  height: number;
  width: number;
  channels: 1 | 3;
} {
  const pictures = column.labels.map(readImageText);
  const [first, ...others] = pictures.filter((picture) => picture !== null);
  if (first === undefined) {
    throw new AppError('impossible-study', `column '${column.name}' holds no picture; set its role to ignore`, {
      details: { column: column.name },
    });
  }
  const { height, width, channels } = first;
  const other = others.find(
    (picture) => picture.height !== height || picture.width !== width || picture.channels !== channels,
  );
  if (other !== undefined) {
    throw new AppError(
      'impossible-study',
      `column '${column.name}' holds pictures of ${width} × ${height} and of ${other.width} × ${other.height}; import them at one size`,
      { details: { column: column.name } },
    );
  }
  const size = height * width * channels;
  checkCells(column, size, 'import the pictures at a smaller size');
  const source = layRows(column, size, (code) => {
    const picture = pictures[code] ?? null;
    return picture === null ? null : Float32Array.from(picture.values, (value) => value / 255);
  });
  return { source, height, width, channels };
}

/** Numeric columns side by side as one vector. */
export function vectorsOfColumns(name: string, columns: readonly NumberColumn[]): VectorSource {
  const [first] = columns;
  const rowCount = first?.values.length ?? 0;
  const width = columns.length;
  if (first !== undefined) checkCells({ ...first, name }, width, remedy);
  const values = new Float32Array(rowCount * width);
  const present = new Uint8Array(rowCount * width);
  columns.forEach((column, position) => {
    column.values.forEach((value, row) => {
      const rounded = Math.fround(value);
      if (!Number.isFinite(rounded)) return;
      values[row * width + position] = rounded;
      present[row * width + position] = 1;
    });
  });
  return { name, rowCount, width, values, present: present.includes(0) ? present : null };
}

function layRows(column: CodeColumn, width: number, vectorAt: (code: number) => Float32Array | null): VectorSource {
  const rowCount = column.codes.length;
  const values = new Float32Array(rowCount * width);
  const present = new Uint8Array(rowCount * width);
  column.codes.forEach((code, row) => {
    const vector = code < 0 ? null : vectorAt(code);
    if (vector === null) return;
    values.set(vector, row * width);
    present.fill(1, row * width, (row + 1) * width);
  });
  return { name: column.name, rowCount, width, values, present: present.includes(0) ? present : null };
}
