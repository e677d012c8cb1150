import type { ComparisonRow } from '../../../src-main/contract/comparison.ts';

export interface TaskGroup {
  readonly task: string;
  readonly metric: string;
  readonly rows: readonly ComparisonRow[];
}

/** Rows of one task and metric together, in the order in which they came. */
export function groupRows(rows: readonly ComparisonRow[]): readonly TaskGroup[] {
  const groups = new Map<string, TaskGroup>();
  for (const row of rows) {
    const key = JSON.stringify([row.task, row.metric]);
    const before = groups.get(key);
    groups.set(key, { task: row.task, metric: row.metric, rows: [...(before?.rows ?? []), row] });
  }
  return [...groups.values()];
}

/**
 * The best group: the arm with the largest difference and every arm whose interval holds it, that is, all that are not
 * shown to be worse than the best; none where the best is itself not better than the baseline.
 */
export function bestArms(rows: readonly ComparisonRow[]): ReadonlySet<string> {
  const measured = rows.filter((row) => row.difference !== null);
  const best = measured.toSorted((a, b) => (b.difference ?? 0) - (a.difference ?? 0))[0];
  if (best === undefined || best.difference === null || best.reading === 'worse' || best.difference <= 0)
    return new Set();
  const top = best.difference;
  const alike = measured.filter(
    (row) => row === best || (row.ci95 !== null && row.ci95[1] >= top && row.reading !== 'worse'),
  );
  return new Set(alike.map((row) => row.arm));
}
