import type { Comparison, ComparisonRow } from '../../../src-main/contract/comparison.ts';
import type { Catalogue } from '../../../src-main/contract/method.ts';
import { decimalsFor, formatInterval, formatNumber, formatP } from '../../component/number-format.svelte.ts';
import type { Column } from '../../component/table-content.ts';
import { readingLook } from './reading.ts';

/** The columns of the comparison, for the screen and for every copy of it. */
export function comparisonColumns(
  comparison: Comparison,
  catalogue: Catalogue,
  nameOf: (arm: string) => string,
): readonly Column<ComparisonRow>[] {
  const metricName = (id: string): string => catalogue.metrics.find((metric) => metric.id === id)?.name ?? id;
  const decimals = (row: ComparisonRow): number => rowDecimals(comparison, row);
  const family = comparison.design.family;
  return [
    { id: 'task', label: 'Task', value: (row) => row.task },
    { id: 'metric', label: 'Metric', value: (row) => row.metric, text: (row) => metricName(row.metric) },
    { id: 'arm', label: 'Arm', value: (row) => nameOf(row.arm) },
    { id: 'baseline', label: 'Baseline', value: (row) => nameOf(row.baseline) },
    numeric(
      'mean',
      'Mean',
      (row) => row.mean,
      (row) => formatNumber(row.mean, { decimals: decimals(row) }),
    ),
    numeric(
      'sd',
      'SD',
      (row) => row.sd,
      (row) => formatNumber(row.sd, { decimals: decimals(row) }),
    ),
    numeric(
      'difference',
      'Difference',
      (row) => row.difference,
      (row) => formatNumber(row.difference, { decimals: decimals(row), signed: true }),
    ),
    {
      id: 'ci',
      label: '95 % interval',
      numeric: true,
      value: (row) => (row.ci95 === null ? null : `[${row.ci95[0]}, ${row.ci95[1]}]`),
      text: (row) => formatInterval(row.ci95, { decimals: decimals(row) }),
    },
    numeric(
      'relative',
      'Relative %',
      (row) => row.relativePercent,
      (row) => formatNumber(row.relativePercent, { decimals: 1, signed: true }),
    ),
    numeric(
      'dz',
      'd_z',
      (row) => row.dz,
      (row) => formatNumber(row.dz, { decimals: 1 }),
    ),
    numeric(
      'cliffsDelta',
      'Cliff’s delta',
      (row) => row.cliffsDelta,
      (row) => formatNumber(row.cliffsDelta, { decimals: 2, signed: true }),
    ),
    {
      id: 'posterior',
      label: 'P better / equal / worse',
      numeric: true,
      value: (row) => (row.pBetter === null ? null : `${row.pBetter} / ${row.pEqual} / ${row.pWorse}`),
      text: (row) => posteriorText(row),
    },
    numeric(
      'p',
      'p',
      (row) => row.p,
      (row) => formatP(row.p),
    ),
    numeric(
      'pHolm',
      `p (Holm, m = ${family})`,
      (row) => row.pHolm,
      (row) => formatP(row.pHolm),
    ),
    {
      id: 'wtl',
      label: 'W / T / L',
      numeric: true,
      value: (row) => `${row.wins}/${row.ties}/${row.losses}`,
    },
    { id: 'reading', label: 'Reading', value: (row) => readingLook[row.reading].text },
  ];
}

function numeric(
  id: string,
  label: string,
  value: (row: ComparisonRow) => number | null,
  text: (row: ComparisonRow) => string,
): Column<ComparisonRow> {
  return { id, label, numeric: true, value, text };
}

/** Decimals shared by all numbers of a task and metric, so that they stand in line. */
function rowDecimals(comparison: Comparison, row: ComparisonRow): number {
  const alike = comparison.rows.filter((other) => other.task === row.task && other.metric === row.metric);
  const least = Math.min(...alike.map((other) => Math.abs(other.difference ?? Infinity)));
  const spread = Math.min(...alike.map((other) => other.sd ?? Infinity));
  const small = Number.isFinite(spread) ? spread : Number.isFinite(least) ? least : 0;
  return Math.min(
    5,
    decimalsFor(
      alike.map((other) => other.mean),
      [small],
    ),
  );
}

export function posteriorText(row: ComparisonRow): string {
  if (row.pBetter === null || row.pEqual === null || row.pWorse === null) return '—';
  return [row.pBetter, row.pEqual, row.pWorse].map((part) => formatNumber(part, { decimals: 2 })).join(' / ');
}

export function twinText(comparison: Comparison, row: ComparisonRow): { mean: string; sd: string } {
  const decimals = rowDecimals(comparison, row);
  return { mean: formatNumber(row.baselineMean, { decimals }), sd: formatNumber(row.baselineSd, { decimals }) };
}
