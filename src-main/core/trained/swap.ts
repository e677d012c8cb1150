import type { Encoding, Feature } from '../prepare/prepared.ts';

/** Rows to predict, of which some features come from other rows. */
export interface SwappedRows {
  /** Row indices of the encoding. */
  readonly rows: Int32Array;
  /** For each of `rows` the row that the features of `swapped` are taken from. */
  readonly donors: Int32Array;
}

/** The rows [n, D] of an encoding with the features of `swapped` [D] taken from the donors; no targets. */
export function swapRows(encoding: Encoding, { rows, donors }: SwappedRows, swapped: readonly boolean[]): Encoding {
  const width = encoding.features.length;
  const inputs = new Float32Array(rows.length * width);
  const present = encoding.present === null ? null : new Uint8Array(rows.length * width);
  rows.forEach((row, place) => {
    const donor = donors[place] as number;
    for (let feature = 0; feature < width; feature += 1) {
      const from = (swapped[feature] === true ? donor : row) * width + feature;
      inputs[place * width + feature] = encoding.inputs[from] as number;
      if (present !== null) present[place * width + feature] = encoding.present?.[from] as number;
    }
  });
  return { ...encoding, rowCount: rows.length, inputs, present, targets: [] };
}

/** Whether any of the rows gets another value or another gap in the features of `swapped` [D]. */
export function swapChanges(
  { features, inputs, present }: Pick<Encoding, 'features' | 'inputs' | 'present'>,
  { rows, donors }: SwappedRows,
  swapped: readonly boolean[],
): boolean {
  const width = features.length;
  const own = [...swapped.keys()].filter((feature) => swapped[feature]);
  return rows.some((row, place) => {
    const [to, from] = [row * width, (donors[place] as number) * width];
    return own.some(
      (feature) =>
        inputs[to + feature] !== inputs[from + feature] || present?.[to + feature] !== present?.[from + feature],
    );
  });
}

/** An input as people know it: a column, or columns that are one input, with the features that come of it. */
export interface InputColumn {
  readonly column: string;
  /** [D] true for its features. */
  readonly swapped: readonly boolean[];
  readonly features: number;
}

/** The inputs of an encoding, in the order of their first feature. */
export function inputColumns(features: readonly Feature[]): InputColumn[] {
  return [...new Set(features.map(({ column }) => column))].map((column) => {
    const swapped = features.map((feature) => feature.column === column);
    return { column, swapped, features: swapped.filter(Boolean).length };
  });
}
