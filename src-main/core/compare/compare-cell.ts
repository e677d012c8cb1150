import type { ComparisonRow } from '../../contract/comparison.ts';
import { isTwin, sayArm } from './naming.ts';
import { correlatedT, ropePosterior } from './correlated-t.ts';
import { cliffsDelta, countWins } from './effect.ts';
import type { CompareOptions } from './options.ts';
import type { PairedUnit, ScoreTable, Units } from './pairing.ts';
import { directionOf } from './resolve.ts';
import { mean, standardDeviation } from './summary.ts';
import { sayCount } from './wording.ts';

export interface CompareContext {
  readonly table: ScoreTable;
  readonly units: Units;
  readonly rho: number;
  readonly options: CompareOptions;
}

export interface Cell {
  readonly arm: string;
  readonly baseline: string;
  readonly task: string;
  readonly metric: string;
}

/** A baseline mean this near to zero has no relative change. */
export const nearZero = 1e-6;

/** One row before Holm: reading, sentence and units needed wait for the whole family. */
export function compareCell(context: CompareContext, cell: Cell, warnings: string[]): ComparisonRow {
  const { rho, options } = context;
  const direction = directionOf(options.directions, cell.metric);
  const orientation = direction.higherIsBetter ? 1 : -1;
  const units = pairUnits(context, cell);
  const complete = units.flatMap(({ value, baseline }) =>
    value === null || baseline === null ? [] : [{ value, baseline }],
  );
  const missing = units.length - complete.length;
  const unpaired = units.reduce((sum, unit) => sum + unit.unpaired, 0);
  const pair = `${cell.task}, ${cell.metric}: ${sayArm(cell.arm, options)} against ${isTwin(cell.baseline) ? 'the single-task twin' : sayArm(cell.baseline, options)}`;
  if (missing > 0) {
    warnings.push(
      `${pair} leaves out ${sayCount(missing, context.units.kind === 'splits' ? 'split' : 'seed')} without a defined pair`,
    );
  } else if (unpaired > 0) {
    warnings.push(`${pair} leaves out ${sayCount(unpaired, 'run')} without a partner`);
  }
  const values = complete.map((unit) => unit.value);
  const baselines = complete.map((unit) => unit.baseline);
  const differences = complete.map((unit) => difference(orientation, unit.value, unit.baseline));
  const test = correlatedT(differences, rho);
  const baselineMean = baselines.length === 0 ? null : mean(baselines);
  const rope = ropeFor(cell, options, baselineMean, direction.higherIsBetter && direction.unitInterval);
  const posterior = ropePosterior(test, rope);
  const relative =
    test.mean === null || baselineMean === null || Math.abs(baselineMean) < nearZero
      ? null
      : (100 * test.mean) / Math.abs(baselineMean);
  return {
    ...cell,
    n: complete.length,
    mean: values.length === 0 ? null : mean(values),
    sd: standardDeviation(values),
    baselineMean,
    baselineSd: standardDeviation(baselines),
    difference: test.mean,
    relativePercent: relative,
    ci95: test.ci95,
    t: test.t,
    df: test.df,
    p: test.p,
    pHolm: null,
    dz: test.mean === null || test.sd === null || test.sd === 0 ? null : test.mean / test.sd,
    cliffsDelta: cliffsDelta(
      values.map((value) => orientation * value),
      baselines.map((value) => orientation * value),
    ),
    rope,
    pBetter: posterior?.better ?? null,
    pEqual: posterior?.equal ?? null,
    pWorse: posterior?.worse ?? null,
    ...countWins(differences),
    reading: 'open',
    unitsNeeded: null,
    sentence: '',
    units: units.map(({ split, seed, value, baseline }) => ({ split, seed, value, baseline })),
    reason: reasonFor(complete.length, test.sd, relative),
  };
}

/** Zero where the two differ by rounding only, else positive where the arm is better. */
function difference(orientation: number, value: number, baseline: number): number {
  const raw = orientation * (value - baseline);
  return Math.abs(raw) <= 1e-14 * Math.max(Math.abs(value), Math.abs(baseline)) ? 0 : raw;
}

function pairUnits(context: CompareContext, cell: Cell): PairedUnit[] {
  const { table, units } = context;
  return units.keys.map((unit) => {
    const { both, unpaired } = table.pairs(cell, unit, units.seeds);
    return {
      ...unit,
      value: both.length === 0 ? null : mean(both.map((pair) => pair.value)),
      baseline: both.length === 0 ? null : mean(both.map((pair) => pair.baseline)),
      unpaired,
    };
  });
}

/** .01 for metrics in [0, 1] where higher is better, else 1 % of the baseline's mean, unless it was given. */
function ropeFor(cell: Cell, options: CompareOptions, baselineMean: number | null, isShare: boolean): number {
  if (options.rope !== undefined) return options.rope;
  const primary = options.primaryMetrics?.[cell.task];
  const own = options.ropes?.[cell.task];
  if (own !== undefined && own !== null && (primary === undefined || primary === cell.metric)) return own;
  return isShare ? 0.01 : 0.01 * Math.abs(baselineMean ?? 0);
}

function reasonFor(count: number, sd: number | null, relative: number | null): string | null {
  if (count === 0) return 'no unit has a defined value for both';
  if (count === 1) return 'one paired value: no spread, hence no test';
  if (sd === 0) return 'the paired differences do not vary: no test';
  return relative === null ? 'no relative change: the baseline is near zero' : null;
}
