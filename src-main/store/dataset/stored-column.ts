import type { CodeColumn, TableColumn } from '../../core/table/table.ts';

/** The column as it comes back from the Parquet file that keeps it, in memory of its own. */
export function storedColumn(column: TableColumn): TableColumn {
  if ('codes' in column) return storedCodes(column);
  const values = new Float64Array(column.values.length);
  const isDate = column.type === 'date';
  for (let row = 0; row < values.length; row += 1) {
    const value = column.values[row] as number;
    // dates are kept as whole milliseconds; adding 0 makes one zero of two
    values[row] = (isDate ? Math.round(value) : value) + 0;
  }
  return { ...column, values };
}

/** Labels that occur, in order of first appearance; both of a boolean. */
function storedCodes({ name, type, codes, labels }: CodeColumn): CodeColumn {
  const isBoolean = type === 'boolean';
  const places = labels.map((label) => (isBoolean ? Number(label === 'true') : -1));
  const kept: string[] = isBoolean ? ['false', 'true'] : [];
  const stored = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] as number;
    if (code >= 0 && (places[code] ?? -1) < 0) places[code] = kept.push(labels[code] ?? '') - 1;
    stored[row] = code < 0 ? -1 : (places[code] ?? -1);
  }
  return { name, type, codes: stored, labels: kept };
}
