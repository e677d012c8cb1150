interface NumberFormat {
  significantDigits: number;
  decimalMark: '.' | ',';
}

/** How every number on the page is written; set once from the settings. */
export const numberFormat = $state<NumberFormat>({ significantDigits: 3, decimalMark: '.' });

const minus = '−';
const dash = '—';
const narrowSpace = '\u202f';

export interface FormatOptions {
  /** Decimals to show; without it the significant digits of the settings. */
  readonly decimals?: number;
  readonly signed?: boolean;
}

/** A number with a true minus; a dash where there is none. */
export function formatNumber(value: number | null | undefined, options: FormatOptions = {}): string {
  if (value === null || value === undefined || Number.isNaN(value)) return dash;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  const size = Math.abs(value);
  const text = options.decimals === undefined ? significant(size) : size.toFixed(options.decimals);
  const isZero = Number(text) === 0;
  const sign = value < 0 && !isZero ? minus : options.signed === true && !isZero ? '+' : '';
  return sign + withMarks(text);
}

function significant(size: number): string {
  const digits = numberFormat.significantDigits;
  if (size === 0) return '0';
  if (size >= 10 ** 9 || size < 10 ** -5) return size.toExponential(digits - 1);
  if (size >= 10 ** (digits - 1)) return Math.round(size).toFixed(0);
  return size.toPrecision(digits);
}

function withMarks(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.length > 4 && /^\d+$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, groupMark()) : whole;
  return fraction === undefined ? grouped : `${grouped}${numberFormat.decimalMark}${fraction}`;
}

function groupMark(): string {
  return numberFormat.decimalMark === '.' ? ',' : narrowSpace;
}

/** A whole number with grouped thousands, also from four digits on. */
export function formatCount(value: number): string {
  const text = Math.round(Math.abs(value))
    .toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, groupMark());
  return value < 0 ? minus + text : text;
}

/** The decimals that show the settings' significant digits of the largest and at least two of the smallest value given. */
export function decimalsFor(values: readonly (number | null)[], small: readonly (number | null)[] = []): number {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)));
  const least = Math.max(0, ...small.map((value) => Math.abs(value ?? 0)));
  const wanted = Math.max(decimalsOf(largest, numberFormat.significantDigits), decimalsOf(least, 2));
  return Math.min(6, Math.max(0, wanted));
}

function decimalsOf(size: number, digits: number): number {
  return size === 0 || !Number.isFinite(size) ? 0 : digits - 1 - Math.floor(Math.log10(size));
}

/** A bound that was chosen, not measured: without zeros at its end. */
export function formatBound(value: number): string {
  return withMarks(String(Number(value.toPrecision(6))).replace('-', minus));
}

export function formatInterval(interval: readonly [number, number] | null, options: FormatOptions = {}): string {
  if (interval === null) return dash;
  const mark = numberFormat.decimalMark === ',' ? '; ' : ', ';
  return `[${formatNumber(interval[0], options)}${mark}${formatNumber(interval[1], options)}]`;
}

/** A p value to three decimals, or `< 0.001`. */
export function formatP(value: number | null): string {
  if (value === null) return dash;
  return value < 0.001 ? `< ${withMarks('0.001')}` : formatNumber(value, { decimals: 3 });
}

/** A share as whole percent, with the ends told apart from nearly. */
export function formatShare(value: number | null): string {
  if (value === null) return dash;
  const percent = value * 100;
  if (percent > 0 && percent < 1) return '< 1 %';
  if (percent > 99 && percent < 100) return '> 99 %';
  return `${percent.toFixed(0)} %`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return '< 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value.toFixed(0) : formatNumber(value)} ${units[unit] ?? ''}`;
}

/** `3 tasks`, `1 task`. */
export function formatPlural(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `today 14:02`, else the date. */
export function formatMoment(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  if (date.toDateString() === now.toDateString()) return `today ${clock}`;
  const day = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
  return `${day} ${clock}`;
}
