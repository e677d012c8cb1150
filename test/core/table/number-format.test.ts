import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberParser, NumberFormatDetector } from '../../../src-main/core/table/number-format.ts';

const auto = { decimalMark: 'auto', thousandsMark: 'auto' } as const;

function detect(texts: readonly string[], delimiter = ',') {
  const detector = new NumberFormatDetector();
  for (const text of texts) detector.add(text);
  return detector.decide(delimiter, auto);
}

describe('NumberFormatDetector', () => {
  it.each([
    [['1.5', '2', '1e3'], ',', '.', 'none', null],
    [['1,5', '2'], ';', ',', 'none', null],
    [['1.234,56', '7'], ';', ',', '.', null],
    [['1,234.56', '7'], ',', '.', ',', null],
    [['1,234,567'], ';', '.', ',', null],
    [['1.234.567'], ';', ',', '.', null],
    [['1 234,5'], ';', ',', ' ', null],
    [["1'234.5"], ';', '.', "'", null],
    [['1,234', '5,678'], ';', ',', 'none', '1,234'],
    [['1,234', '5,678'], ',', '.', ',', '1,234'],
    [['1.234', '5.678'], ';', '.', 'none', null],
    [['0,125'], ',', ',', 'none', null],
    [['2024-01-01', '1.2.3', 'a,b'], ',', '.', 'none', null],
  ])('%j with %j', (texts, delimiter, decimalMark, thousandsMark, ambiguousExample) => {
    expect(detect(texts, delimiter)).toEqual({ decimalMark, thousandsMark, ambiguousExample });
  });
});

describe('NumberFormatDetector.addPlain', () => {
  function addPlain(text: string) {
    const detector = new NumberFormatDetector();
    const bytes = Buffer.from(`7${text}.`);
    return { isCounted: detector.addPlain(bytes, 1, bytes.length - 1), evidence: detector.evidence };
  }

  function add(text: string) {
    const detector = new NumberFormatDetector();
    detector.add(text);
    return detector.evidence;
  }

  it('counts of a cell what its text counts, or leaves it to the text', () => {
    const characters = fc.constantFrom(...Array.from('0123456789.+-eE'));
    fc.assert(
      fc.property(fc.string({ unit: characters, minLength: 1, maxLength: 9 }), (text) => {
        const { isCounted, evidence } = addPlain(text);
        expect(evidence).toEqual(isCounted ? add(text) : new NumberFormatDetector().evidence);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it.each(['-1.258764', '0.5', '+12.345', '0.125', '1234.567', '42', '-7'])('makes no text of %s', (text) => {
    expect(addPlain(text)).toEqual({ isCounted: true, evidence: add(text) });
  });
});

describe('createNumberParser', () => {
  it('reads back every number in every format', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 999 }),
        fc.constantFrom('.' as const, ',' as const),
        fc.constantFrom('none' as const, '.' as const, ',' as const, ' ' as const, "'" as const),
        (whole, thousandths, decimalMark, thousandsMark) => {
          fc.pre(decimalMark !== thousandsMark);
          const mark = thousandsMark === 'none' ? '' : thousandsMark;
          const fraction = String(thousandths).padStart(3, '0');
          const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, mark);
          const parse = createNumberParser({ decimalMark, thousandsMark });
          expect(parse(`${grouped}${decimalMark}${fraction}`)).toBe(Number(`${whole}.${fraction}`));
        },
      ),
      { seed: 6 },
    );
  });

  it.each(['', ' ', 'abc', '1,5', '1.2.3', '0x10', '1e', '--1', '1 2', 'Infinity', 'NaN', '1e999', '12%', '$5'])(
    'refuses %j',
    (text) => {
      expect(createNumberParser({ decimalMark: '.', thousandsMark: 'none' })(text)).toBeNaN();
    },
  );

  it.each([
    [' 5 ', 5],
    ['+5', 5],
    ['\u22125', -5],
    ['.5', 0.5],
    ['5.', 5],
    ['1.5E-3', 0.0015],
  ])('reads %j', (text, value) => {
    expect(createNumberParser({ decimalMark: '.', thousandsMark: 'none' })(text)).toBe(value);
  });

  it('does not take wrong groups for thousands', () => {
    const parse = createNumberParser({ decimalMark: '.', thousandsMark: ',' });
    expect([parse('1,23'), parse('1234,567'), parse('1,234')]).toEqual([Number.NaN, Number.NaN, 1234]);
  });
});
