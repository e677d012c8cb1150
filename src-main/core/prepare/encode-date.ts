import type { CalendarPart } from '../../contract/input-setting.ts';
import type { NumberColumn } from '../table/table.ts';
import { numberFeature } from './encode-number.ts';
import { missingIndicator, type EncodedColumn, type EncodedFeature } from './encoded-column.ts';

type Cycle = Exclude<CalendarPart, 'trend'>;

/** Where a moment stands in its year, week or day, as a share of the whole round. Dates are UTC, as they were read. */
const shareOf: Readonly<Record<Cycle, (date: Date) => number>> = {
  month: (date) => date.getUTCMonth() / 12,
  weekday: (date) => date.getUTCDay() / 7,
  hour: (date) => (date.getUTCHours() + date.getUTCMinutes() / 60) / 24,
};

/** All parts of a date; the hour where any cell has a time other than midnight. */
export function calendarParts(column: NumberColumn): CalendarPart[] {
  const hasTime = column.values.some((value) => !Number.isNaN(value) && value % 86_400_000 !== 0);
  return ['trend', 'month', 'weekday', ...(hasTime ? (['hour'] as const) : [])];
}

/**
 * A date as its calendar parts: the trend in days, and month, weekday and hour each as sine and cosine, so that December
 * lies beside January. A missing date is filled with the training means, and flagged.
 */
export function encodeDate(column: NumberColumn, parts: readonly CalendarPart[]): EncodedColumn {
  const { number, missing, notes } = numberFeature(column);
  const cycles = parts.filter((part): part is Cycle => part !== 'trend');
  const around = cycles.flatMap((part) => encodeCycle(column, part, number.present));
  const trend = parts.includes('trend') ? [number] : [];
  return { features: [...trend, ...around, ...missingIndicator(column, missing)], groups: [], notes };
}

function encodeCycle(column: NumberColumn, part: Cycle, present: Uint8Array | null): EncodedFeature[] {
  const sine = new Float32Array(column.values.length);
  const cosine = new Float32Array(column.values.length);
  column.values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const angle = 2 * Math.PI * shareOf[part](new Date(value));
    sine[row] = Math.sin(angle);
    cosine[row] = Math.cos(angle);
  });
  const name = (wave: string): string => `${column.name} (${part}, ${wave})`;
  return [
    { feature: { name: name('sine'), column: column.name, kind: 'indicator' }, values: sine, present },
    { feature: { name: name('cosine'), column: column.name, kind: 'indicator' }, values: cosine, present },
  ];
}
