import type { GridCell } from './grid-cell.ts';

/** Pixels of the grid of rows; its styles take them from here. */
export const gridSize = { row: 26, head: 30, column: 132, number: 72 } as const;
/** Rows that stand ready beyond those in view. */
const spare = 8;
/** Chromium lays out no taller element: beyond it, scrolling is in proportion. */
const tallest = 30_000_000;

/** What is scrolled into view, in pixels. */
export interface GridView {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface GridExtent {
  readonly rows: number;
  readonly columns: number;
  /** Columns that stay at the left. */
  readonly pinned: number;
}

/** Which part of a large table is drawn, and where it stands. */
export interface GridWindow {
  /** Of all rows, in pixels. */
  readonly height: number;
  readonly width: number;
  readonly firstRow: number;
  /** Rows that are asked for; fewer are drawn at the end. */
  readonly rowCount: number;
  /** Places of the rows drawn. */
  readonly rows: readonly number[];
  /** Pixels from the top at which the first of them stands. */
  readonly offset: number;
  /** Among the columns that scroll. */
  readonly firstColumn: number;
  readonly columnCount: number;
}

export function gridWindow(view: GridView, { rows, columns }: GridExtent): GridWindow {
  const full = rows * gridSize.row;
  const height = Math.min(full, tallest);
  const rowCount = Math.ceil(view.height / gridSize.row) + spare;
  const firstRow =
    full <= tallest
      ? Math.max(0, Math.floor(view.top / gridSize.row) - spare / 2)
      : Math.round((view.top / mostTop(view, rows)) * Math.max(0, rows - rowCount + spare));
  const drawn = Math.max(0, Math.min(rowCount, rows - firstRow));
  return {
    height,
    width: gridSize.number + columns * gridSize.column,
    firstRow,
    rowCount,
    rows: Array.from({ length: drawn }, (_, at) => firstRow + at),
    offset: full <= tallest ? firstRow * gridSize.row : Math.min(view.top, Math.max(0, height - drawn * gridSize.row)),
    firstColumn: Math.max(0, Math.floor(view.left / gridSize.column) - 1),
    columnCount: Math.ceil(view.width / gridSize.column) + 2,
  };
}

/** Where a column stands, from the left, in pixels. */
export function columnLeft(place: number): number {
  return gridSize.number + place * gridSize.column;
}

/** Where to scroll so that the cell is in view; as it is where it is already. */
export function scrollTo(cell: GridCell, view: GridView, { rows, pinned }: GridExtent): { top: number; left: number } {
  let { top, left } = view;
  const place =
    rows * gridSize.row <= tallest ? cell.row * gridSize.row : (cell.row / Math.max(1, rows - 1)) * mostTop(view, rows);
  const lowest = view.height - gridSize.head - 2 * gridSize.row;
  if (place < top) top = place;
  if (place > top + lowest) top = place - lowest;
  if (cell.column >= pinned) {
    const start = (cell.column - pinned) * gridSize.column;
    const room = view.width - gridSize.number - (pinned + 1) * gridSize.column;
    if (start < left) left = start;
    if (start > left + room) left = start - Math.max(0, room);
  }
  return { top, left };
}

function mostTop(view: GridView, rows: number): number {
  return Math.max(1, Math.min(rows * gridSize.row, tallest) - view.height + gridSize.head);
}
