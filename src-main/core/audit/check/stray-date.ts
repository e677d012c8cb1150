import { dateLabel } from '../../table/cell.ts';
import type { NumberColumn } from '../../table/table.ts';
import type { AuditCheck, Found } from '../check.ts';
import type { AuditFrame } from '../frame.ts';
import { sayNumber } from '../say.ts';
import { skip } from '../check.ts';

const dayMs = 86_400_000;
const yearMs = 365.25 * dayMs;
/** Share of the dates at either end that is not counted as their bulk. */
const tail = 0.05;
const leastDates = 20;

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Dates in the future or in the past of all others, in the file's own measure: nothing here knows what day it is. */
export const strayDate: AuditCheck = {
  id: 'stray-date',
  name: 'Implausible dates',
  computes:
    'Of each column of dates the widest gap in either tail, against the time that nine of ten of its dates span. What lies beyond a gap of so many spans, and of a year at least, and beyond the dates of every other column, is listed.',
  cannotSee: 'Wrong dates among the others, and stand-ins for unknown dates in more than one row of twenty.',
  tolerance: {
    meaning: 'gap before or after all other dates, as a multiple of the time that nine of ten of them span',
    default: 1.5,
    minimum: 0,
    maximum: 1000,
  },
  find(frame, tolerance) {
    const columns = frame.table.columns.filter((column): column is NumberColumn => column.type === 'date');
    const ranges = new Map(columns.map((column) => [column, plausibleRange(column, tolerance)] as const));
    const known = [...ranges.values()].filter((range) => range !== null);
    if (known.length === 0) return skip(`no column has ${leastDates} dates`);
    const earliest = Math.min(...known.map(({ low }) => low));
    const latest = Math.max(...known.map(({ high }) => high));
    const findings = [...ranges].flatMap(([column, range]) =>
      range === null
        ? []
        : [
            ...describe(frame, column, range.high, 'after', (value) => value > latest && value > range.high),
            ...describe(frame, column, range.low, 'before', (value) => value < earliest && value < range.low),
          ],
    );
    return { findings, rows: frame.table.rowCount };
  },
};

/** From the first to the last date that no wide gap parts from the bulk; null where there are too few. */
function plausibleRange({ values }: NumberColumn, tolerance: number): Range | null {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  if (sorted.length < leastDates) return null;
  const at = (position: number): number => sorted[position] ?? 0;
  const first = Math.floor(tail * (sorted.length - 1));
  const last = sorted.length - 1 - first;
  const widest = Math.max(yearMs, tolerance * (at(last) - at(first)));
  let top = last;
  while (top < sorted.length - 1 && at(top + 1) - at(top) <= widest) top += 1;
  let bottom = first;
  while (bottom > 0 && at(bottom) - at(bottom - 1) <= widest) bottom -= 1;
  return { low: at(bottom), high: at(top) };
}

function describe(
  frame: AuditFrame,
  { name, values }: NumberColumn,
  end: number,
  side: 'before' | 'after',
  isStray: (value: number) => boolean,
): Found[] {
  const rows = Array.from(values.keys()).filter((row) => isStray(values[row] ?? Number.NaN));
  if (rows.length === 0) return [];
  const strays = rows.map((row) => values[row] ?? 0);
  const nearest = side === 'after' ? Math.min(...strays) : Math.max(...strays);
  const years = Math.abs(nearest - end) / yearMs;
  const limit = side === 'after' ? 'end' : 'begin';
  return [
    {
      severity: 'amber',
      message: `column '${name}' has ${sayDates(rows.length, nearest)} ${sayNumber(years)} years ${side} all others, which ${limit} on ${dateLabel(end)}; mistyped, or standing for unknown: correct what is wrong, or have it read as missing`,
      columns: [name],
      tasks: [],
      value: years,
      rows: frame.evidence(rows),
      rowCount: rows.length,
    },
  ];
}

function sayDates(count: number, nearest: number): string {
  return count === 1 ? `the date ${dateLabel(nearest)},` : `${count} dates such as ${dateLabel(nearest)},`;
}
