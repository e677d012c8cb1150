import { describe, expect, it } from 'vitest';
import { suggestRoles } from '../../../src-main/core/audit/suggest-roles.ts';
import { suggestTask } from '../../../src-main/core/audit/suggest-task.ts';
import type { DatasetDescription } from '../../../src-main/contract/dataset.ts';
import { describeColumn } from '../../../src-main/core/table/describe-column.ts';
import { booleans, labels, numbers, tableOf } from '../prepare/tables.ts';

const rows = Array.from({ length: 40 }, (_, row) => row);

describe('suggestRoles', () => {
  it('takes identifiers out, ignores empty columns and guesses no task', () => {
    const table = tableOf(
      numbers('row', rows),
      numbers(
        'customer_id',
        rows.map((row) => row * row * 7919),
      ),
      numbers(
        'population',
        rows.map((row) => row * row * 7919),
      ),
      labels(
        'name',
        rows.map((row) => `n${row}`),
      ),
      numbers(
        'empty',
        rows.map(() => null),
      ),
      numbers(
        'same',
        rows.map(() => 1),
      ),
      numbers(
        'x',
        rows.map((row) => row / 7),
      ),
    );
    const description = {
      rows: 40,
      columns: table.columns.map((column) => ({
        ...describeColumn(column),
        inferredType: column.type,
        typeConfidence: 1,
        nonconforming: { count: 0, examples: [] },
      })),
    } as unknown as DatasetDescription;
    expect(suggestRoles(description)).toEqual({
      row: 'id',
      customer_id: 'id',
      population: 'input',
      name: 'id',
      empty: 'ignore',
      same: 'ignore',
      x: 'input',
    });
  });
});

describe('suggestTask', () => {
  it.each([
    ['many numbers', numbers('y', rows), 'regression', 'squared-error', 'rmse', []],
    ['few fractions', numbers('y', [0.5, 1, 2.5, null]), 'regression', 'squared-error', 'rmse', []],
    [
      'few whole numbers',
      numbers('y', [10, 2, 3, null, 2]),
      'multiclass',
      'cross-entropy',
      'macro-f1',
      ['2', '3', '10'],
    ],
    ['two numbers', numbers('y', [1, 0, null]), 'binary', 'binary-cross-entropy', 'auroc', ['0', '1']],
    ['booleans', booleans('y', [true, false]), 'binary', 'binary-cross-entropy', 'auroc', ['false', 'true']],
    ['labels', labels('y', ['c', 'a', null, 'b']), 'multiclass', 'cross-entropy', 'macro-f1', ['a', 'b', 'c']],
  ] as const)('%s', (_, column, type, loss, primaryMetric, classes) => {
    expect(suggestTask(column)).toEqual({ column: 'y', type, loss, primaryMetric, classes, rope: null });
  });
});
