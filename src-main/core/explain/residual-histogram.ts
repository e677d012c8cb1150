import { sortNumbers } from '../util/sort-numbers.ts';
import type { Both } from './paired-task.ts';
import { quantile } from './residuals.ts';

/** Shares of the residuals of both sides in the same bins. */
export interface ResidualHistogram extends Both<readonly number[]> {
  /** [bins + 1], ascending; what lies beyond the ends is counted in the outer bins. */
  readonly edges: readonly number[];
}

const fewestBins = 8;
const mostBins = 40;
/** So much at either end may lie beyond the outer edges, so that a few large errors do not hide the shape of the others. */
const tail = 0.005;

/** Bins as wide as Freedman and Diaconis (1981) choose them for both sides together. */
export function residualHistogram(residuals: Both<Float64Array>): ResidualHistogram {
  const sorted = sortNumbers(Float64Array.from([...residuals.twin, ...residuals.arm]));
  const low = quantile(sorted, tail);
  const high = quantile(sorted, 1 - tail);
  const span = high > low ? high - low : Math.max(1e-9, Math.abs(high));
  const from = high > low ? low : low - span / 2;
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const width = (2 * spread) / Math.cbrt(Math.max(residuals.twin.length, residuals.arm.length));
  const wanted = width > 0 ? Math.round(span / width) : fewestBins;
  const bins = Math.min(mostBins, Math.max(fewestBins, wanted));
  const shares = (values: Float64Array): number[] => {
    const counts = Array.from({ length: bins }, () => 0);
    for (const value of values) {
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - from) / span) * bins)));
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts.map((count) => count / Math.max(1, values.length));
  };
  return {
    edges: Array.from({ length: bins + 1 }, (_, edge) => from + (span * edge) / bins),
    twin: shares(residuals.twin),
    arm: shares(residuals.arm),
  };
}
