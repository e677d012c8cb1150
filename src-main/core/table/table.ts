/** A table in memory: immutable columns of one length. Missing is NaN in numbers and dates, -1 in codes. */
export interface Table {
  readonly rowCount: number;
  readonly columns: readonly TableColumn[];
}

export type TableColumn = NumberColumn | CodeColumn;

/** Numbers, or dates as milliseconds since 1970 UTC. */
export interface NumberColumn {
  readonly name: string;
  readonly type: 'numeric' | 'date';
  readonly values: Float64Array;
}

/**
 * Labels by code; booleans have the labels `false`, `true` in this order. Vectors are the text of their numbers, all of one
 * length; images are their pixels as text (`image.ts`).
 */
export interface CodeColumn {
  readonly name: string;
  readonly type: 'categorical' | 'boolean' | 'text' | 'vector' | 'image';
  readonly codes: Int32Array;
  readonly labels: readonly string[];
}

/** The column of that name, or undefined. */
export function findColumn(table: Table, name: string): TableColumn | undefined {
  return table.columns.find((column) => column.name === name);
}

/** Rows of the column. */
export function rowCountOf(column: TableColumn): number {
  return 'codes' in column ? column.codes.length : column.values.length;
}
