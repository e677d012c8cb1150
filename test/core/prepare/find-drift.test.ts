import { describe, expect, it } from 'vitest';
import { findDrift } from '../../../src-main/core/prepare/find-drift.ts';
import { dates, labels, numbers, tableOf } from './tables.ts';

const known = tableOf(
  numbers('size', [1, 2, 3, 100]),
  dates('day', ['2024-01-01', '2024-02-01', '2024-03-01', '2029-01-01']),
  labels('kind', ['a', 'b', 'a', 'c']),
  labels('text', ['one', 'two', 'three', 'four'], 'text'),
);
/** The last row is of a test part: nothing was trained on it. */
const trainRows = Int32Array.of(0, 1, 2);
const inputs = ['size', 'day', 'kind', 'text'];

describe('drift', () => {
  it('is none where new rows lie within the training rows', () => {
    const rows = tableOf(
      numbers('size', [1, 3]),
      dates('day', ['2024-01-01', '2024-02-15']),
      labels('kind', ['b', 'a']),
    );
    expect(findDrift(known, trainRows, inputs, rows)).toEqual([]);
  });

  it('names numbers and dates outside the range, with their share and the first row', () => {
    const rows = tableOf(
      numbers('size', [2, 0.5, null, 100]),
      dates('day', ['2024-01-01', null, '2029-01-01', '2023-12-31']),
    );
    const missing = { kind: 'missing', rows: 1, share: 0.25, known: '0.0 % missing' };
    expect(findDrift(known, trainRows, inputs, rows)).toEqual([
      {
        kind: 'outside-range',
        column: 'size',
        rows: 2,
        share: 2 / 3,
        known: '1 to 3',
        example: { row: 2, value: '0.5' },
      },
      { ...missing, column: 'size', example: { row: 3, value: '' } },
      {
        ...{ kind: 'outside-range', column: 'day', rows: 2, share: 2 / 3, known: '2024-01-01 to 2024-03-01' },
        example: { row: 3, value: '2029-01-01' },
      },
      { ...missing, column: 'day', example: { row: 2, value: '' } },
    ]);
  });

  it('names labels that no training row has, also where another row of the study has them', () => {
    const rows = tableOf(labels('kind', ['a', 'c', 'z', 'b']));
    expect(findDrift(known, trainRows, ['kind'], rows)).toEqual([
      { kind: 'unseen-label', column: 'kind', rows: 2, share: 0.5, known: '2 labels', example: { row: 2, value: 'c' } },
    ]);
  });

  it('says nothing of new texts', () => {
    expect(findDrift(known, trainRows, ['text'], tableOf(labels('text', ['five', 'six'], 'text')))).toEqual([]);
  });
});
