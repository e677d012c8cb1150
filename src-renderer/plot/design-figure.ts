import type { DesignCheck } from '../../src-main/contract/design.ts';
import type { Figure, Mark } from '../../src-main/contract/figure.ts';

/** The smallest difference found with 80 % power against the number of units, with this plan marked. */
export function detectableFigure(check: DesignCheck): Figure {
  const points = check.detectableByUnits.map((entry): [number, number] => [entry.units, entry.detectable]);
  const marks: Mark[] = [{ kind: 'line', label: '', task: 0, dash: 'solid', points }];
  if (check.detectableDifference !== null) {
    const here: [number, number] = [check.units, check.detectableDifference];
    marks.push({ kind: 'points', label: 'this plan', task: 0, shape: 'circle', points: [here] });
  }
  const most = Math.max(check.units, ...points.map((point) => point[0]));
  if (check.detectableLimit > 0) {
    const limit: [number, number][] = [
      [0, check.detectableLimit],
      [most, check.detectableLimit],
    ];
    marks.push({ kind: 'line', label: 'limit', task: null, dash: 'dash', points: limit });
  }
  return {
    id: 'detectable-difference',
    title: 'Detectable difference',
    subtitle: `in SDs of the paired difference, 80 % power, by ${check.unitName}`,
    summary: `With ${check.units} ${check.unitName} a difference of ${check.detectableDifference?.toPrecision(3) ?? 'no size'} standard deviations is found with 80 % power; more ${check.unitName} approach ${check.detectableLimit.toPrecision(3)}.`,
    x: { title: check.unitName, kind: 'linear', categories: [], range: [0, most] },
    y: { title: '', kind: 'linear', categories: [], range: null },
    zeroLine: false,
    marks,
    table: {
      columns: [check.unitName, 'detectable difference (SD)'],
      rows: check.detectableByUnits.map((entry) => [entry.units, entry.detectable]),
    },
  };
}
