/** Which of two numbers before the year is the day. Year-first dates are understood in either. */
export type DateOrder = 'day-first' | 'month-first';

const time = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${time}$`);
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${time}$`);

/** Milliseconds since 1970 UTC of a date with or without a time; NaN where the text is none. Without a zone it is UTC. */
export function parseDate(text: string, order: DateOrder): number {
  const trimmed = text.trim();
  const first = yearFirst.exec(trimmed);
  if (first !== null) return assemble(first[1], first[3], first[4], first.slice(5));
  const last = yearLast.exec(trimmed);
  if (last === null) return Number.NaN;
  const [day, month] = order === 'day-first' ? [last[1], last[3]] : [last[3], last[1]];
  return assemble(last[4], month, day, last.slice(5));
}

function assemble(
  yearText: string | undefined,
  monthText: string | undefined,
  dayText: string | undefined,
  clock: readonly (string | undefined)[],
): number {
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)];
  const [hour, minute, second] = [Number(clock[0] ?? 0), Number(clock[1] ?? 0), Number(clock[2] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return Number.NaN;
  const milliseconds = Math.floor(Number(`0.${clock[3] ?? '0'}`) * 1000);
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - offsetOf(clock[4]);
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

export interface DetectedDates {
  readonly order: DateOrder;
  /** How many texts are dates in that order. */
  readonly count: number;
  /** Whether the other order reads as many texts, but as other days. */
  readonly ambiguous: boolean;
}

/** The order that reads more of the texts (each `counts` times); day first where both read the same number. */
export function detectDates(texts: readonly (string | null)[], counts?: Int32Array): DetectedDates {
  let dayFirst = 0;
  let monthFirst = 0;
  let differ = false;
  for (const [index, text] of texts.entries()) {
    if (text === null) continue;
    const weight = counts?.[index] ?? 1;
    const asDay = parseDate(text, 'day-first');
    const asMonth = parseDate(text, 'month-first');
    if (!Number.isNaN(asDay)) dayFirst += weight;
    if (!Number.isNaN(asMonth)) monthFirst += weight;
    if (asDay !== asMonth && !(Number.isNaN(asDay) && Number.isNaN(asMonth))) differ = true;
  }
  const order = monthFirst > dayFirst ? 'month-first' : 'day-first';
  return { order, count: Math.max(dayFirst, monthFirst), ambiguous: differ && dayFirst === monthFirst };
}
