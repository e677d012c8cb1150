/** A cell of the grid by its place in the view, from 0. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
}

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>;

/** Where a key leads from a cell, within the grid; null for keys that lead nowhere. */
export function cellAfter(
  { key, ctrlKey, metaKey }: Key,
  { row, column }: GridCell,
  { page, rows, columns }: { readonly page: number; readonly rows: number; readonly columns: number },
): GridCell | null {
  const whole = ctrlKey || metaKey;
  const next: Readonly<Partial<Record<string, GridCell>>> = {
    ArrowDown: { row: row + 1, column },
    ArrowUp: { row: row - 1, column },
    ArrowRight: { row, column: column + 1 },
    ArrowLeft: { row, column: column - 1 },
    PageDown: { row: row + page, column },
    PageUp: { row: row - page, column },
    Home: { row: whole ? 0 : row, column: 0 },
    End: { row: whole ? rows - 1 : row, column: columns - 1 },
  };
  const target = next[key];
  if (target === undefined) return null;
  return { row: clamp(target.row, rows), column: clamp(target.column, columns) };
}

/** Whether a cell lies in the rectangle between two others; nothing is chosen without an anchor. */
export function isWithin({ row, column }: GridCell, anchor: GridCell | null, end: GridCell): boolean {
  if (anchor === null) return false;
  const between = (value: number, first: number, second: number): boolean =>
    value >= Math.min(first, second) && value <= Math.max(first, second);
  return between(row, anchor.row, end.row) && between(column, anchor.column, end.column);
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}

/** The rectangle of cells between two corners, ends left out. */
export interface GridRange {
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

/** The cells that are chosen, else all. */
export function chosenRange(
  anchor: GridCell | null,
  end: GridCell,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): GridRange {
  if (anchor === null) return { rows: [0, rows], columns: [0, columns] };
  return {
    rows: [Math.min(anchor.row, end.row), Math.max(anchor.row, end.row) + 1],
    columns: [Math.min(anchor.column, end.column), Math.max(anchor.column, end.column) + 1],
  };
}
