import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import { AppError } from '../../contract/error.ts';
import { compareCell } from './compare-cell.ts';
import { deltaMtl } from './delta-mtl.ts';
import { describeDesign } from './describe-design.ts';
import { holm } from './holm.ts';
import type { CompareOptions } from './options.ts';
import { isTwin, sayArm } from './naming.ts';
import { findUnits, ScoreTable } from './pairing.ts';
import { finishRow } from './reading.ts';
import { baselineOf, challengers, checkChoice, shownMetrics } from './resolve.ts';
import type { Score } from './scores.ts';
import { spreadOf } from './spread.ts';
import { findTestRatio } from './test-ratio.ts';

/**
 * Compares every arm with its baseline on every task: paired by unit, with the corrected t test, Holm over all rows
 * shown, the posterior with a region of practical equivalence, effect sizes, Delta-MTL and the spread across retrains.
 * Throws AppError `bad-data` without scores or for a metric of unknown direction, `bad-option` for an unknown baseline
 * or metric.
 */
export function compareScores(scores: readonly Score[], options: CompareOptions): Comparison {
  if (scores.length === 0) {
    throw new AppError('bad-data', 'missing scores: nothing to compare; let at least one run finish');
  }
  const table = new ScoreTable(scores);
  checkChoice(table, options);
  const units = findUnits(scores);
  const ratio = findTestRatio(scores, units);
  const warnings = [...ratio.warnings];
  const context = { table, units, rho: ratio.rho, options };

  const cells: ComparisonRow[] = [];
  for (const task of table.tasks) {
    const baseline = baselineOf(table, task, options.baseline);
    if (baseline === null) {
      warnings.push(
        `${task}: left out, because ${options.baseline === null ? 'a single-task twin' : sayArm(options.baseline, options)} has no score for it`,
      );
      continue;
    }
    for (const metric of shownMetrics(table, task, options)) {
      for (const arm of challengers(table, task, baseline)) {
        if (!table.has(arm, task, metric)) {
          warnings.push(`${task}: ${sayArm(arm, options)} has no ${metric}; left out`);
          continue;
        }
        cells.push(compareCell(context, { arm, baseline, task, metric }, warnings));
      }
    }
  }

  const adjusted = holm(cells.map((cell) => cell.p));
  const design = describeDesign({ scores, units, ratio, family: cells.length, rows: cells, options });
  const rows = cells.map((cell, index) =>
    finishRow(
      { ...cell, pHolm: adjusted[index] ?? null },
      {
        rho: ratio.rho,
        claim: design.claim,
        unit: units.kind,
        naming: options,
      },
    ),
  );
  const compared = table.arms.filter((arm) => !isTwin(arm) && rows.some((row) => row.arm === arm));
  if (units.kind === 'seeds' && (options.claim ?? 'new-data') === 'new-data') {
    warnings.push(
      'one split only: the numbers speak of this split, whatever the number of seeds; add splits to speak of new data',
    );
  }
  return {
    design,
    rows,
    deltaMtl: compared.map((arm) => deltaMtl(context, arm, warnings)),
    spread: spreadOf(table, units, options),
    gradientCosines: [...(options.gradientCosines ?? [])],
    choices: [...(options.choices ?? [])],
    warnings: [...new Set(warnings)],
  };
}
