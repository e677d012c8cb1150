import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateLabel } from '../../../src-main/core/table/cell.ts';
import { detectDates, parseDate } from '../../../src-main/core/table/date-format.ts';

describe('parseDate', () => {
  it('reads back every label', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseDate(dateLabel(date.getTime()), 'day-first')).toBe(date.getTime());
        },
      ),
      { seed: 7 },
    );
  });

  it.each([
    ['2024-02-30', 'day-first'],
    ['2023-02-29', 'day-first'],
    ['31/04/2024', 'day-first'],
    ['13/13/2024', 'month-first'],
    ['2024-01-01T25:00', 'day-first'],
    ['2024-1', 'day-first'],
    ['1.2', 'day-first'],
    ['2024/01-02', 'day-first'],
    ['today', 'day-first'],
  ] as const)('refuses %s', (text, order) => {
    expect(parseDate(text, order)).toBeNaN();
  });

  it.each([
    ['05/03/2024', 'day-first', Date.UTC(2024, 2, 5)],
    ['05/03/2024', 'month-first', Date.UTC(2024, 4, 3)],
    ['2024-03-05 06:07', 'day-first', Date.UTC(2024, 2, 5, 6, 7)],
    ['2024-03-05T06:07:08.25+02:00', 'day-first', Date.UTC(2024, 2, 5, 4, 7, 8, 250)],
    ['0050-01-01', 'day-first', Date.parse('0050-01-01T00:00:00Z')],
  ] as const)('reads %s, %s', (text, order, value) => {
    expect(parseDate(text, order)).toBe(value);
  });
});

describe('detectDates', () => {
  it('takes the order that reads more, and says when both read all', () => {
    expect(detectDates(['01/02/2024', '01/25/2024', null])).toEqual({
      order: 'month-first',
      count: 2,
      ambiguous: false,
    });
    expect(detectDates(['01/02/2024', '25/01/2024'])).toEqual({ order: 'day-first', count: 2, ambiguous: false });
    expect(detectDates(['01/02/2024'])).toEqual({ order: 'day-first', count: 1, ambiguous: true });
    expect(detectDates(['01/01/2024', '2024-05-06'])).toEqual({ order: 'day-first', count: 2, ambiguous: false });
  });
});
