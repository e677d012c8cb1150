import type { Units } from './pairing.ts';
import type { Score } from './scores.ts';
import { mean } from './summary.ts';

export interface TestRatio {
  /** n_test / n_train of the correction; 0 where the units are seeds of one split. */
  readonly rho: number;
  /** Mean over the scores; null where none says. */
  readonly trainRows: number | null;
  readonly testRows: number | null;
  readonly warnings: readonly string[];
}

/** The ratio of the Nadeau-Bengio correction, a mean over the scores; assumed, with a warning, where no rows are given. */
export function findTestRatio(scores: readonly Score[], units: Units): TestRatio {
  const sized = scores.flatMap(({ trainRows, testRows }) =>
    trainRows !== null && testRows !== null && trainRows > 0 && testRows > 0 ? [{ trainRows, testRows }] : [],
  );
  const given = sized.length > 0;
  const trainRows = given ? mean(sized.map((size) => size.trainRows)) : null;
  const testRows = given ? mean(sized.map((size) => size.testRows)) : null;
  if (units.kind === 'seeds') return { rho: 0, trainRows, testRows, warnings: [] };
  if (given) {
    const rho = mean(sized.map((size) => size.testRows / size.trainRows));
    return { rho, trainRows, testRows, warnings: [] };
  }
  const rho = Math.max(1 / 4, 1 / (units.splits.length - 1));
  const warning = `the numbers of training and test rows are not given: the correction assumes n_test / n_train = ${rho.toFixed(2)}; give n_train and n_test`;
  return { rho, trainRows, testRows, warnings: [warning] };
}
