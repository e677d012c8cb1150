import { describe, expect, it } from 'vitest';
import { columnLeft, gridSize, gridWindow, scrollTo } from '../../../src-renderer/view/data/grid-geometry.ts';

const view = { top: 0, left: 0, height: 300, width: 800 };
const extent = { rows: 1000, columns: 20, pinned: 0 };

describe('the window of a grid', () => {
  it('draws the rows in view and a few more, where they belong', () => {
    const top = gridWindow(view, extent);
    expect(top.rows[0]).toBe(0);
    expect(top.rows.length).toBeGreaterThan(300 / gridSize.row);
    expect(top.rows.length).toBeLessThan(40);
    const middle = gridWindow({ ...view, top: 500 * gridSize.row }, extent);
    expect(middle.rows).toContain(500);
    expect(middle.offset).toBe((middle.rows[0] ?? 0) * gridSize.row);
  });

  it('draws no row that is not there', () => {
    expect(gridWindow(view, { ...extent, rows: 3 }).rows).toEqual([0, 1, 2]);
    expect(gridWindow(view, { ...extent, rows: 0 }).rows).toEqual([]);
    expect(gridWindow({ ...view, top: 1000 * gridSize.row - 270 }, extent).rows.at(-1)).toBe(999);
  });

  it('reaches the first and the last of ten million rows, though no element is so tall', () => {
    const many = { ...extent, rows: 10_000_000 };
    const { height } = gridWindow(view, many);
    expect(height).toBeLessThan(many.rows * gridSize.row);
    const end = gridWindow({ ...view, top: height - view.height + gridSize.head }, many);
    expect(end.rows.at(-1)).toBe(9_999_999);
    expect(end.offset + end.rows.length * gridSize.row).toBeLessThanOrEqual(height);
    expect(gridWindow(view, many).rows[0]).toBe(0);
  });
});

describe('scrolling to a cell', () => {
  it('leaves a view that shows it as it is', () => {
    expect(scrollTo({ row: 3, column: 2 }, view, extent)).toEqual({ top: 0, left: 0 });
  });

  it('brings a row and a column in from either side', () => {
    const below = scrollTo({ row: 400, column: 15 }, view, extent);
    expect(gridWindow({ ...view, ...below }, extent).rows).toContain(400);
    expect(below.left).toBeLessThanOrEqual(15 * gridSize.column);
    expect(below.left + view.width).toBeGreaterThanOrEqual(columnLeft(16));
    expect(scrollTo({ row: 0, column: 0 }, { ...view, ...below }, extent)).toEqual({ top: 0, left: 0 });
  });

  it('never scrolls sideways for a column that stays in view', () => {
    const scrolled = { ...view, left: 600 };
    expect(scrollTo({ row: 0, column: 1 }, scrolled, { ...extent, pinned: 2 })).toEqual({ top: 0, left: 600 });
  });
});
