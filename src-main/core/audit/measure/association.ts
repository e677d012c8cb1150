import type { Discrete } from './discretize.ts';
import { crossCount } from './discretize.ts';

/** Pearson's correlation; null where one side has no spread. */
export function pearson(x: Float64Array, y: Float64Array): number | null {
  const n = x.length;
  if (n < 3) return null;
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let index = 0; index < n; index += 1) {
    const dx = (x[index] ?? 0) - meanX;
    const dy = (y[index] ?? 0) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const scale = Math.sqrt(xx) * Math.sqrt(yy);
  return scale > 0 ? Math.max(-1, Math.min(1, xy / scale)) : null;
}

/** Cramer's V of a table of counts, corrected for bias (Bergsma, 2013); null where a side has one value only. */
export function cramersV(counts: Float64Array, rows: number, columns: number): number | null {
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  let n = 0;
  counts.forEach((count, cell) => {
    const row = Math.floor(cell / columns);
    rowSums[row] = (rowSums[row] ?? 0) + count;
    columnSums[cell % columns] = (columnSums[cell % columns] ?? 0) + count;
    n += count;
  });
  const r = rowSums.reduce((sum, count) => sum + Number(count > 0), 0);
  const c = columnSums.reduce((sum, count) => sum + Number(count > 0), 0);
  if (r < 2 || c < 2 || n < 3) return null;
  let phi = -1;
  counts.forEach((count, cell) => {
    const expected = (rowSums[Math.floor(cell / columns)] ?? 0) * (columnSums[cell % columns] ?? 0);
    if (count > 0) phi += (count * count) / expected;
  });
  const corrected = Math.max(0, phi - ((r - 1) * (c - 1)) / (n - 1));
  const least = Math.min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1;
  return least <= 0 ? null : Math.min(1, Math.sqrt(corrected / least));
}

/**
 * Correlation ratio: the root of the share of a number's variance that lies between groups, corrected for the number of
 * groups (epsilon squared; Kelley, 1935). Null where the number has no spread or fewer than two groups have rows.
 */
export function correlationRatio(values: Float64Array, groups: Discrete): number | null {
  const sums = new Float64Array(groups.count);
  const sizes = new Float64Array(groups.count);
  const centre = mean(values);
  let total = 0;
  values.forEach((value, index) => {
    const group = groups.codes[index] ?? 0;
    sums[group] = (sums[group] ?? 0) + value - centre;
    sizes[group] = (sizes[group] ?? 0) + 1;
    total += (value - centre) ** 2;
  });
  let between = 0;
  let used = 0;
  sizes.forEach((size, group) => {
    if (size === 0) return;
    used += 1;
    between += (sums[group] ?? 0) ** 2 / size;
  });
  const free = values.length - used;
  if (used < 2 || free < 1 || total <= 0) return null;
  const corrected = (between - ((used - 1) * (total - between)) / free) / total;
  return Math.sqrt(Math.max(0, Math.min(1, corrected)));
}

export function mean(values: Float64Array): number {
  let result = 0;
  values.forEach((value, index) => (result += (value - result) / (index + 1)));
  return result;
}

/** Cramer's V of two codes of the same rows. */
export function cramersVOf(first: Discrete, second: Discrete): number | null {
  return cramersV(crossCount(first, second), first.count, second.count);
}
