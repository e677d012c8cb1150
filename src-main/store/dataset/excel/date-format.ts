export type DateKind = 'none' | 'date' | 'time';

const builtInDates = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58]);
const builtInTimes = new Set([18, 19, 20, 21, 45, 46, 47]);

/** Whether a number format shows a date, a time of day, or a number. */
export function isDateFormat(id: number, code: string | undefined): DateKind {
  if (code === undefined) return builtInDates.has(id) ? 'date' : builtInTimes.has(id) ? 'time' : 'none';
  const plain =
    code
      .replace(/"[^"]*"|\\.|_.|\*./g, '')
      .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
      .split(';')[0]
      ?.replace(/general|am\/pm|a\/p/gi, '')
      .toLowerCase() ?? '';
  if (/[yd]|mmm/.test(plain) || (plain.includes('m') && !/[hs]/.test(plain))) return 'date';
  return /[hs]/.test(plain) ? 'time' : 'none';
}

const dayMs = 86_400_000;

/** A day number of a workbook as ISO 8601 text, or as hours, minutes and seconds. */
export function serialToText(serial: number, kind: DateKind, from1904: boolean): string {
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const milliseconds = Math.round(days * dayMs) - 25_569 * dayMs;
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return String(serial);
  const text = date.toISOString();
  const clock = text.slice(11, 23).replace(/\.000$/, '');
  if (kind === 'time' && serial >= 0 && serial < 1) return clock;
  return clock === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 10)}T${clock}`;
}
