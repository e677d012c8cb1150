import { detectableDifference, detectableLimit } from './power.ts';

export interface DesignNumbers {
  /** Least two-sided p of an exact Wilcoxon signed-rank test; null without units. */
  readonly leastP: number | null;
  /** The same after Holm over the family: the smallest p times the family. */
  readonly leastPHolm: number | null;
  readonly detectableDifference: number | null;
  readonly limit: number;
  readonly byUnits: { units: number; detectable: number }[];
}

/** Least two-sided p that the exact signed-rank test of `units` untied differences can reach: 2 / 2^n. */
export function leastWilcoxonP(units: number): number | null {
  return units < 1 ? null : Math.min(1, 2 / 2 ** units);
}

/** What a planned comparison can show, before anything is trained. `rho` is 0 where the units are seeds of one split. */
export function designNumbers(plan: { units: number; rho: number; family: number }): DesignNumbers {
  const { units, rho, family } = plan;
  const leastP = leastWilcoxonP(units);
  const shown = [...new Set([3, 5, 8, 10, 15, 20, 30, units])].filter((count) => count >= 2).sort((a, b) => a - b);
  return {
    leastP,
    leastPHolm: leastP === null ? null : Math.min(1, leastP * Math.max(1, family)),
    detectableDifference: detectableDifference(units, rho),
    limit: detectableLimit(rho),
    byUnits: shown.flatMap((count) => {
      const detectable = detectableDifference(count, rho);
      return detectable === null ? [] : [{ units: count, detectable }];
    }),
  };
}
