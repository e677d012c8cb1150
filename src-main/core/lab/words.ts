import type { LabTheoryPoint, LabTrainedPoint } from '../../contract/lab.ts';

/** Three significant digits with a true minus, whole numbers whole; powers of ten only far from one. */
export function say(value: number, digits = 3): string {
  if (value === 0 || Math.abs(value) < 1e-12) return '0';
  if (Number.isInteger(value) && Math.abs(value) < 1e5) return String(value).replace('-', '−');
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent > 5) return value.toExponential(digits - 1).replaceAll('-', '−');
  return value.toFixed(Math.min(8, Math.max(0, digits - 1 - exponent))).replace('-', '−');
}

/** A share as percent. */
export function sayShare(share: number): string {
  const percent = 100 * share;
  if (percent > 99 && percent < 100) return `${percent > 99.99 ? 'over 99.99' : percent.toFixed(2)} %`;
  return `${say(percent, 2)} %`;
}

/** Replicates that differ by less than this share of their mean differ by rounding alone. */
const roundingShare = 1e-4;

function isAlike({ mean, ci95 }: LabTrainedPoint): boolean {
  return ci95 === null || ci95[1] - ci95[0] <= roundingShare * Math.max(Math.abs(mean), 1e-3);
}

/** `0.271 [0.260, 0.282] over 64 replicates`. */
export function sayTrained(point: LabTrainedPoint): string {
  if (point.ci95 === null || isAlike(point)) return `${say(point.mean)} in every one of ${point.n} replicates`;
  return `${say(point.mean)} [${say(point.ci95[0])}, ${say(point.ci95[1])}] over ${point.n} replicates`;
}

/** Whether the closed form's value lies in the interval of what was trained. */
export function sayAgreement(point: LabTrainedPoint, theory: number): string {
  if (point.ci95 === null || isAlike(point)) {
    const isSame = Math.abs(point.mean - theory) <= 1e-3 * Math.max(Math.abs(theory), 0.1);
    return isSame ? 'the closed form says the same' : `the closed form says ${say(theory)}`;
  }
  const isInside = theory >= point.ci95[0] && theory <= point.ci95[1];
  return `the closed form's ${say(theory)} lies ${isInside ? 'inside' : 'outside'} this interval`;
}

/** The point of a series nearest to x. */
export function nearestPoint<Point extends { readonly series: string; readonly x: number }>(
  points: readonly Point[],
  series: string,
  x: number,
): Point | null {
  return points.reduce<Point | null>((best, point) => {
    if (point.series !== series) return best;
    return best === null || Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best;
  }, null);
}

/** The closed form at a place of its curve; NaN where it has none. */
export function theoryAt(points: readonly LabTheoryPoint[], series: string, x: number): number {
  return points.find((point) => point.series === series && point.x === x)?.y ?? NaN;
}
