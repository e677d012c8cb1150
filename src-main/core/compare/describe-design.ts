import type { ComparisonDesign, ComparisonRow } from '../../contract/comparison.ts';
import type { CompareOptions } from './options.ts';
import type { Units } from './pairing.ts';
import { isTwin, sayArm } from './naming.ts';
import type { Score } from './scores.ts';
import type { TestRatio } from './test-ratio.ts';
import { claimOnNewData, claimOnThisSplit, formatNumber, sayCount, trimZeros } from './wording.ts';

interface DesignParts {
  readonly scores: readonly Score[];
  readonly units: Units;
  readonly ratio: TestRatio;
  readonly family: number;
  readonly rows: readonly ComparisonRow[];
  readonly options: CompareOptions;
}

/** What the numbers rest on, and the footnote that makes the table true. */
export function describeDesign({ units, ratio, family, rows, options }: DesignParts): ComparisonDesign {
  const onNewData = units.kind === 'splits' && (options.claim ?? 'new-data') === 'new-data';
  const claim = onNewData ? claimOnNewData : claimOnThisSplit;
  const what =
    units.kind === 'splits'
      ? `Nadeau-Bengio corrected t over ${sayCount(units.splits.length, 'split')}${units.seeds.length > 1 ? `, ${units.seeds.length} seeds of each averaged` : ''} (n_test/n_train = ${formatNumber(ratio.rho, 2)}${ratio.trainRows === null ? ', assumed' : ''})`
      : `Paired t over ${sayCount(units.seeds.length, 'seed')} of one split`;
  const ropes = [...new Set(rows.map((row) => `±${trimZeros(formatNumber(row.rope))}`))];
  const rope = ropes.length <= 3 ? `ROPE ${ropes.join(', ')}` : 'ROPE per row as shown';
  const baselines = [...new Set(rows.map((row) => row.baseline))];
  const baseline = baselines.every(isTwin)
    ? 'each task’s single-task twin'
    : baselines.map((arm) => sayArm(arm, options)).join(', ');
  return {
    splits: units.splits.length,
    seeds: units.seeds.length,
    units: units.keys.length,
    rho: ratio.rho,
    nTrain: ratio.trainRows,
    nTest: ratio.testRows,
    family,
    claim,
    footnote: `${what}, for a claim ${claim}; two-sided, Holm over ${sayCount(family, 'comparison')}; Bayesian correlated t with ${rope}. Baseline: ${baseline}. Differences are oriented: positive is better; intervals are of each row alone. Test rows only.`,
  };
}
