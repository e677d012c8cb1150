import type { ComparisonRow, Reading } from '../../contract/comparison.ts';
import { extraUnitsNeeded } from './power.ts';
import { standardDeviation } from './summary.ts';
import {
  decimalsFor,
  formatFixed,
  formatInterval,
  formatNumber,
  sayBaseline,
  sayCount,
  sayP,
  trimZeros,
} from './wording.ts';

const significant = 0.05;
const sure = 0.95;
/** With a single unit nothing is known of the spread: three are a pilot. */
const pilotUnits = 3;

interface RowContext {
  readonly rho: number;
  readonly claim: string;
  readonly unit: 'splits' | 'seeds';
}

/** Adds to a row with its Holm p the reading, the sentence and the extra units that could settle it. */
export function finishRow(row: ComparisonRow, context: RowContext): ComparisonRow {
  const reading = readRow(row);
  const unitsNeeded = reading === 'open' ? neededFor(row, context.rho) : null;
  const finished = { ...row, reading, unitsNeeded };
  return { ...finished, sentence: sayRow(finished, context) };
}

/** Better and worse by Holm p < .05, equal by P(equal) >= .95, safe by P(worse) <= .05, else open; the first that fits. */
export function readRow(row: ComparisonRow): Reading {
  if (row.pHolm !== null && row.pHolm < significant && row.difference !== null) {
    if (row.difference > 0) return 'better';
    if (row.difference < 0) return 'worse';
  }
  if (row.pEqual !== null && row.pEqual >= sure) return 'equal';
  if (row.pWorse !== null && row.pWorse <= 1 - sure) return 'safe';
  return 'open';
}

function neededFor(row: ComparisonRow, rho: number): number | null {
  if (row.n === 0 || row.difference === null) return null;
  if (row.n < 2) return pilotUnits - row.n;
  const differences = row.units.flatMap((unit) =>
    unit.value === null || unit.baseline === null ? [] : [unit.value - unit.baseline],
  );
  const sd = standardDeviation(differences);
  if (sd === null || sd === 0) return null;
  return extraUnitsNeeded({ units: row.n, rho, sd, target: Math.max(row.rope, Math.abs(row.difference)) });
}

function sayRow(row: ComparisonRow, context: RowContext): string {
  const twin = sayBaseline(row.baseline);
  const subject = `${row.task}: ${row.arm}`;
  if (row.difference === null) return `${subject} cannot be compared with ${twin}: ${row.reason ?? 'no values'}.`;
  const decimals = row.ci95 === null ? null : decimalsFor((row.ci95[1] - row.ci95[0]) / 2);
  const interval = row.ci95 === null || decimals === null ? '' : ` ${formatInterval(row.ci95, decimals)}`;
  const size = (value: number): string => (decimals === null ? formatNumber(value) : formatFixed(value, decimals));
  const rope = `ROPE ±${trimZeros(formatNumber(row.rope))}`;
  const test = row.pHolm === null ? '' : ` (Holm ${sayP('p', row.pHolm)})`;
  if (row.reading === 'better' || row.reading === 'worse') {
    const within = row.pEqual !== null && row.pEqual >= sure ? `, and practically equal (${rope}) all the same` : '';
    return `${subject} is ${row.reading} than ${twin} by ${size(Math.abs(row.difference))}${intervalOfSize(row, decimals)} ${context.claim}${test}${within}.`;
  }
  if (row.reading === 'equal') {
    const probability = row.pEqual === null ? '' : `, P(equal) = ${formatFixed(row.pEqual, 2)}`;
    return `${subject} and ${twin} are practically equal (${rope}) ${context.claim}${probability}; difference ${size(row.difference)}${interval}.`;
  }
  const evidence = `${subject}: no evidence of a difference from ${twin} ${context.claim}; ${size(row.difference)}${interval}${test}`;
  if (row.reading === 'safe') {
    return `${evidence}. A loss beyond the ${rope} is unlikely, P(worse) = ${formatFixed(row.pWorse ?? 0, 2)}.`;
  }
  if (row.unitsNeeded === null) {
    const cause = row.reason !== null && row.n >= 2 && row.p === null ? ` (${row.reason})` : '';
    return `${evidence}${cause}. More replicates would not settle it; only more rows could.`;
  }
  const unit = context.unit === 'splits' ? 'split' : 'seed';
  return `${evidence}. Undecided: run ${sayCount(row.unitsNeeded, `more ${unit}`, `more ${unit}s`)}.`;
}

/** The interval of the size said with "better by" or "worse by": mirrored for worse. */
function intervalOfSize(row: ComparisonRow, decimals: number | null): string {
  if (row.ci95 === null || decimals === null) return '';
  const [low, high] = row.ci95;
  return ` ${formatInterval(row.reading === 'worse' ? [-high, -low] : [low, high], decimals)}`;
}
