import { afterEach, describe, expect, it } from 'vitest';
import '../helper/rune.ts';

const {
  decimalsFor,
  formatBound,
  formatBytes,
  formatCount,
  formatDuration,
  formatInterval,
  formatNumber,
  formatP,
  formatShare,
  numberFormat,
} = await import('../../../src-renderer/component/number-format.svelte.ts');

describe('numbers for people', () => {
  afterEach(() => {
    numberFormat.significantDigits = 3;
    numberFormat.decimalMark = '.';
  });

  it('have three significant digits and a true minus', () => {
    expect([0.026_19, -0.5, 12.345, 1234.5, 0, -1e-9, 123_456].map((value) => formatNumber(value))).toEqual([
      '0.0262',
      '−0.500',
      '12.3',
      '1235',
      '0',
      '−1.00e-9',
      '123,456',
    ]);
  });

  it('are bounds without zeros at their end where they were chosen', () => {
    expect([0.05, 20, 1e9, 0.990_000_000_1].map(formatBound)).toEqual(['0.05', '20', '1,000,000,000', '0.99']);
    numberFormat.decimalMark = ',';
    expect(formatBound(0.05)).toBe('0,05');
  });

  it('never write minus zero, and a sign only where there is one', () => {
    expect(formatNumber(-0.0004, { decimals: 2 })).toBe('0.00');
    expect(formatNumber(0.0004, { decimals: 2, signed: true })).toBe('0.00');
    expect(formatNumber(0.25, { decimals: 2, signed: true })).toBe('+0.25');
  });

  it('are a dash where there is none', () => {
    for (const value of [null, undefined, Number.NaN]) expect(formatNumber(value)).toBe('—');
    expect(formatInterval(null)).toBe('—');
    expect(formatP(null)).toBe('—');
  });

  it('follow the settings', () => {
    numberFormat.significantDigits = 4;
    numberFormat.decimalMark = ',';
    expect(formatNumber(0.123_456)).toBe('0,1235');
    expect(formatInterval([-1.5, 2], { decimals: 1 })).toBe('[−1,5; 2,0]');
    expect(formatCount(12_480)).toBe('12\u202f480');
  });

  it('share decimals that show the smallest too', () => {
    expect(decimalsFor([0.612, 0.653], [0.018])).toBe(3);
    expect(decimalsFor([0.612], [0.000_41])).toBe(5);
    expect(decimalsFor([1234])).toBe(0);
  });

  it('tell nearly all from all', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(formatShare)).toEqual(['0 %', '< 1 %', '50 %', '> 99 %', '100 %']);
    expect([0.2, 0.0004].map(formatP)).toEqual(['0.200', '< 0.001']);
  });

  it('have units that fit their size', () => {
    expect([0.2, 42, 600, 5400].map(formatDuration)).toEqual(['< 1 s', '42 s', '10 min', '1 h 30 min']);
    expect([512, 12_700_000].map(formatBytes)).toEqual(['512 B', '12.7 MB']);
  });
});
