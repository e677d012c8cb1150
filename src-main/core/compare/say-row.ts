import type { ComparisonRow } from '../../contract/comparison.ts';
import { isTwin, sayArm, sayMetric, type Naming } from './naming.ts';
import {
  decimalsFor,
  formatFixed,
  formatInterval,
  formatNumber,
  formatSigned,
  sayCount,
  sayP,
  trimZeros,
} from './wording.ts';

export interface SayContext {
  readonly claim: string;
  readonly unit: 'splits' | 'seeds';
  readonly naming: Naming;
}

/** A row on its own: task, arm, what was found, by how much, and what would settle it. */
export function sayRow(row: ComparisonRow, context: SayContext): string {
  const { naming, claim } = context;
  const subject = isTwin(row.arm)
    ? `The single-task twin of ${row.task}`
    : `With ${sayArm(row.arm, naming)}, ${row.task}`;
  const other = sayOther(row, naming);
  if (row.difference === null) return `${subject} cannot be compared with ${other}: ${row.reason ?? 'no values'}.`;
  const rope = sayRope(row);
  const test = sayTest(row);
  switch (row.reading) {
    case 'better':
    case 'worse':
      return `${subject} is ${row.reading} than ${sayThan(row, naming)} by ${saySize(row, naming)} ${claim}${test}${sayWithin(row)}.`;
    case 'equal':
      return `${subject} is practically equal (${rope}) to ${other} ${claim}${sayProbability('equal', row.pEqual)}; difference ${sayDifference(row, naming)}, positive is better.`;
    case 'safe':
    case 'open':
      return `${subject} shows no evidence of a difference from ${other} ${claim}: ${sayDifference(row, naming)}, positive is better${test}. ${sayOutlook(row, context)}`;
  }
}

/** The same beside a task and an arm that are named already: the difference first, then how it reads. */
export function sayFinding(row: ComparisonRow, context: SayContext): string {
  const { naming, claim } = context;
  const other = sayOther(row, naming);
  if (row.difference === null) return `Cannot be compared with ${other}: ${row.reason ?? 'no values'}.`;
  const size = sayDifference(row, naming);
  const test = sayTest(row);
  switch (row.reading) {
    case 'better':
    case 'worse':
      return `${size}: ${row.reading} than ${sayThan(row, naming)} ${claim}${test}${sayWithin(row)}.`;
    case 'equal':
      return `${size}: practically equal (${sayRope(row)}) to ${other} ${claim}${sayProbability('equal', row.pEqual)}.`;
    case 'safe':
    case 'open':
      return `${size}: no evidence of a difference from ${other} ${claim}${test}. ${sayOutlook(row, context)}`;
  }
}

/** `−0.092 AUROC [−0.140, −0.044]`: oriented, positive is better. */
export function sayDifference(row: ComparisonRow, naming: Naming): string {
  const metric = sayMetric(row.metric, naming);
  if (row.difference === null) return `no difference in ${metric}`;
  if (row.ci95 === null) return `${row.difference > 0 ? '+' : ''}${formatNumber(row.difference)} ${metric}`;
  const decimals = decimalsFor((row.ci95[1] - row.ci95[0]) / 2);
  return `${formatSigned(row.difference, decimals)} ${metric} ${formatInterval(row.ci95, decimals)}`;
}

/** What an arm is compared with, after `from` or `to`. */
function sayOther(row: ComparisonRow, naming: Naming): string {
  return isTwin(row.baseline) ? 'its twin' : sayArm(row.baseline, naming);
}

function sayThan(row: ComparisonRow, naming: Naming): string {
  if (isTwin(row.baseline)) return 'its twin';
  return isTwin(row.arm) ? sayArm(row.baseline, naming) : `with ${sayArm(row.baseline, naming)}`;
}

/** The size said with "better by" or "worse by": the interval is mirrored for worse. */
function saySize(row: ComparisonRow, naming: Naming): string {
  const sign = row.reading === 'worse' ? -1 : 1;
  const metric = sayMetric(row.metric, naming);
  const size = Math.abs(row.difference ?? 0);
  if (row.ci95 === null) return `${formatNumber(size)} ${metric}`;
  const decimals = decimalsFor((row.ci95[1] - row.ci95[0]) / 2);
  const interval: [number, number] = sign === 1 ? row.ci95 : [-row.ci95[1], -row.ci95[0]];
  return `${formatFixed(size, decimals)} ${metric} ${formatInterval(interval, decimals)}`;
}

function sayRope(row: ComparisonRow): string {
  return `ROPE ±${trimZeros(formatNumber(row.rope))}`;
}

function sayTest(row: ComparisonRow): string {
  return row.pHolm === null ? '' : ` (Holm ${sayP('p', row.pHolm)})`;
}

function sayProbability(what: 'equal' | 'worse', probability: number | null): string {
  if (probability === null) return '';
  if (probability < 0.005) return `, P(${what}) < 0.01`;
  return `, P(${what}) ${probability >= 0.995 ? '> 0.99' : `= ${formatFixed(probability, 2)}`}`;
}

/** A difference may be shown and still be too small to matter. */
function sayWithin(row: ComparisonRow): string {
  return row.pEqual !== null && row.pEqual >= 0.95 ? `, and practically equal (${sayRope(row)}) all the same` : '';
}

function sayOutlook(row: ComparisonRow, context: SayContext): string {
  if (row.reading === 'safe') {
    return `A loss beyond the ${sayRope(row)} is unlikely${sayProbability('worse', row.pWorse)}.`;
  }
  if (row.n >= 2 && row.p === null) return 'The paired differences do not vary, so there is no test.';
  if (row.unitsNeeded === null) return 'More replicates would not settle it; only more rows could.';
  const unit = context.unit === 'splits' ? 'split' : 'seed';
  return `Undecided: run ${sayCount(row.unitsNeeded, `more ${unit}`, `more ${unit}s`)}.`;
}
