import type { ComparisonRow, Reading } from '../../contract/comparison.ts';
import { extraUnitsNeeded } from './power.ts';
import { sayRow, type SayContext } from './say-row.ts';
import { standardDeviation } from './summary.ts';

const significant = 0.05;
const sure = 0.95;
/** With a single unit nothing is known of the spread: three are a pilot. */
const pilotUnits = 3;

/** What the readings are in words. */
export const readingWords: Readonly<Record<Reading, string>> = {
  better: 'better',
  worse: 'worse',
  equal: 'practically equal (ROPE)',
  safe: 'no evidence of a difference; a loss is unlikely',
  open: 'no evidence of a difference',
};

interface RowContext extends SayContext {
  readonly rho: number;
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
