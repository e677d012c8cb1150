/** Upper tail of chi-square by Wilson and Hilferty's cube root (1931) and a normal tail: good to a factor far from 1. */
export function chiSquareTail(statistic: number, freedom: number): number {
  if (freedom <= 0 || statistic <= 0) return 1;
  const spread = 2 / (9 * freedom);
  return normalTail((Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread));
}

/** P(Z > z), Abramowitz and Stegun 26.2.17. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (poly * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Pearson's statistic of a table of counts and its p. */
export function chiSquare(counts: Float64Array, rows: number, columns: number): { statistic: number; p: number } {
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  let total = 0;
  counts.forEach((count, cell) => {
    const row = Math.floor(cell / columns);
    rowSums[row] = (rowSums[row] ?? 0) + count;
    columnSums[cell % columns] = (columnSums[cell % columns] ?? 0) + count;
    total += count;
  });
  let statistic = -total;
  counts.forEach((count, cell) => {
    if (count === 0) return;
    statistic +=
      (count * count * total) / ((rowSums[Math.floor(cell / columns)] ?? 1) * (columnSums[cell % columns] ?? 1));
  });
  const used = (sums: Float64Array): number => sums.reduce((sum, count) => sum + Number(count > 0), 0);
  return { statistic, p: chiSquareTail(statistic, (used(rowSums) - 1) * (used(columnSums) - 1)) };
}
