import { describe, expect, it } from 'vitest';
import { cellLabel, countLabels, isMissing, sortLabels } from '../../../src-main/core/table/cell.ts';
import { dates, labels, numbers } from '../prepare/tables.ts';

describe('cells', () => {
  it('go by labels that are the same on the way out as on the way in', () => {
    const column = numbers('n', [1, 0.1, -2.5e-7, null, 1e21]);
    expect([0, 1, 2, 3, 4, 9].map((row) => cellLabel(column, row))).toEqual([
      '1',
      '0.1',
      '-2.5e-7',
      null,
      '1e+21',
      null,
    ]);
    expect([0, 3].map((row) => isMissing(column, row))).toEqual([false, true]);
    expect(cellLabel(dates('d', ['2024-01-31T10:00:00Z']), 0)).toBe('2024-01-31T10:00:00.000Z');
  });

  it('are counted without the missing ones', () => {
    expect([...countLabels(labels('c', ['b', null, 'a', 'b']))]).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
    expect([...countLabels(numbers('n', [2, null, 2, 1]))]).toEqual([
      ['2', 2],
      ['1', 1],
    ]);
  });

  it('are sorted as numbers where they are numbers', () => {
    expect(sortLabels(['10', '9', '-1', '1.5'])).toEqual(['-1', '1.5', '9', '10']);
    expect(sortLabels(['1a', '10', '9'])).toEqual(['9', '10', '1a']);
    expect(sortLabels(['yes', 'no', 'B', 'a'])).toEqual(['B', 'a', 'no', 'yes']);
  });
});
