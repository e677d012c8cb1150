import { describe, expect, it } from 'vitest';
import { cellAfter, chosenRange, isWithin } from '../../../src-renderer/view/data/grid-cell.ts';

const size = { page: 10, rows: 100, columns: 4 };
function press(key: string, ctrlKey = false) {
  return cellAfter({ key, ctrlKey, metaKey: false }, { row: 5, column: 3 }, size);
}

describe('the cell that a key leads to', () => {
  it.each([
    ['ArrowDown', false, { row: 6, column: 3 }],
    ['ArrowRight', false, { row: 5, column: 3 }],
    ['PageUp', false, { row: 0, column: 3 }],
    ['PageDown', false, { row: 15, column: 3 }],
    ['Home', false, { row: 5, column: 0 }],
    ['End', true, { row: 99, column: 3 }],
  ] as const)('%s with Ctrl %s', (key, control, expected) => {
    expect(press(key, control)).toEqual(expected);
  });

  it('is none for other keys', () => {
    expect(press('a')).toBeNull();
  });
});

describe('the chosen rectangle', () => {
  it('spans from the anchor to the current cell in any direction', () => {
    expect(isWithin({ row: 2, column: 1 }, { row: 3, column: 0 }, { row: 1, column: 2 })).toBe(true);
    expect(isWithin({ row: 4, column: 1 }, { row: 3, column: 0 }, { row: 1, column: 2 })).toBe(false);
    expect(isWithin({ row: 4, column: 1 }, null, { row: 4, column: 1 })).toBe(false);
  });
});

describe('the cells that are chosen', () => {
  const all = { rows: 100, columns: 4 };
  it('are all without an anchor, else those between both corners', () => {
    expect(chosenRange(null, { row: 5, column: 2 }, all)).toEqual({ rows: [0, 100], columns: [0, 4] });
    const range = { rows: [3, 6], columns: [1, 3] };
    expect(chosenRange({ row: 5, column: 1 }, { row: 3, column: 2 }, all)).toEqual(range);
    expect(chosenRange({ row: 3, column: 2 }, { row: 5, column: 1 }, all)).toEqual(range);
  });
});
