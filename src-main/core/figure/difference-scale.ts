import type { ComparisonRow } from '../../contract/comparison.ts';

/** One x axis for rows whose metrics may differ in unit. */
export interface DifferenceScale {
  readonly title: string;
  readonly subtitle: string;
  /** What a row's difference is divided by. */
  readonly unitOf: (row: ComparisonRow) => number;
  /** Half-width of the zone of practical equivalence on this axis; null where there is none. */
  readonly zone: number | null;
}

const direction = '(worse ← 0 → better)';

/**
 * Metric units where all rows share one region of practical equivalence; else multiples of each row's own, so that 1 is
 * the smallest difference that matters whatever the metric.
 */
export function findDifferenceScale(rows: readonly ComparisonRow[]): DifferenceScale {
  const ropes = new Set(rows.map((row) => row.rope));
  const metrics = [...new Set(rows.map((row) => row.metric))];
  if (ropes.size <= 1 || [...ropes].some((rope) => rope <= 0)) {
    const unit = metrics.length === 1 ? `in ${metrics[0] ?? ''}` : 'in each row’s metric';
    return {
      title: `Difference ${unit} ${direction}`,
      subtitle: 'in metric units',
      unitOf: () => 1,
      zone: ropes.size === 1 ? Math.max(...ropes) || null : null,
    };
  }
  return {
    title: `Difference in multiples of each row’s ROPE ${direction}`,
    subtitle: 'in multiples of each row’s ROPE',
    unitOf: (row) => row.rope,
    zone: 1,
  };
}
