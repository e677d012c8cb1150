import type { Task } from '../../contract/study.ts';
import { countDistinct, countLabels, sortLabels } from '../table/cell.ts';
import type { TableColumn } from '../table/table.ts';

/** Numbers with more distinct values than this are a regression. */
const distinctLimit = 10;

/**
 * Task settings for a column: a regression for dates and for numbers with more than ten distinct values or with fractions,
 * a binary task for two labels, else a multiclass one, with its labels sorted. Of `false` and `true`, `0` and `1`, `no`
 * and `yes` the second comes second and so is the positive class.
 */
export function suggestTask(column: TableColumn): Task {
  if (isRegression(column)) {
    return {
      column: column.name,
      type: 'regression',
      loss: 'squared-error',
      primaryMetric: 'rmse',
      classes: [],
      rope: null,
    };
  }
  const classes = sortLabels(countLabels(column).keys());
  if (classes.length <= 2) {
    return {
      column: column.name,
      type: 'binary',
      loss: 'binary-cross-entropy',
      primaryMetric: 'auroc',
      classes,
      rope: null,
    };
  }
  return {
    column: column.name,
    type: 'multiclass',
    loss: 'cross-entropy',
    primaryMetric: 'macro-f1',
    classes,
    rope: null,
  };
}

function isRegression(column: TableColumn): boolean {
  if ('codes' in column) return false;
  const distinct = countDistinct(column, distinctLimit + 1);
  if (column.type === 'date' || distinct > distinctLimit) return true;
  return distinct > 2 && column.values.some((value) => !Number.isNaN(value) && !Number.isInteger(value));
}
