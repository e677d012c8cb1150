import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordParser, type Dialect } from '../../../src-main/store/dataset/record-parser.ts';

function parse(pieces: readonly string[], dialect: Dialect): { readonly cells: string[][]; readonly rows: number[] } {
  const cells: string[][] = [];
  const rows: number[] = [];
  const parser = new RecordParser('file.csv', dialect, (record, row) => {
    cells.push(record);
    rows.push(row);
  });
  for (const piece of pieces) parser.push(piece);
  parser.end();
  return { cells, rows };
}

const comma = { delimiter: ',', quote: '"' };

describe('RecordParser', () => {
  it('reads back what was written, however it is cut into pieces', () => {
    const cell = fc.array(fc.constantFrom('a', ' ', '"', "'", ',', ';', '\n', '\r', 'é', '😀', '1'), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(comma, { delimiter: ';', quote: "'" }, { delimiter: '\t', quote: '"' }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 5 }),
        (records, dialect, lineEnd, size) => {
          const wanted = records.map((record) => record.map((parts) => parts.join('')));
          const { quote, delimiter } = dialect;
          const text = wanted
            .map((record) =>
              record.map((text_) => `${quote}${text_.replaceAll(quote, quote + quote)}${quote}`).join(delimiter),
            )
            .join(lineEnd);
          const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
          const { cells, rows } = parse(pieces, dialect);
          expect(cells).toEqual(wanted);
          expect(rows).toEqual(wanted.map((_, index) => index + 1));
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });

  it('counts blank lines, and takes an empty quoted cell for a record', () => {
    expect(parse(['a,b\n\n  \n1,2\n""\n'], comma)).toEqual({ cells: [['a', 'b'], ['1', '2'], ['']], rows: [1, 4, 5] });
  });

  it('keeps quotes inside plain cells and spaces around them', () => {
    expect(parse(['5" pipe, x ,  "q, r"  ,"a" \n'], comma).cells).toEqual([['5" pipe', ' x ', 'q, r', 'a']]);
    expect(parse(['"a,b\n'], { delimiter: ',', quote: '' }).cells).toEqual([['"a', 'b']]);
  });

  it('names row and column of what is wrong', () => {
    expect(() => parse(['a,b\n1,"x\n'], comma)).toThrow(/^file\.csv, row 2, column 2: the quoted cell is never closed/);
    expect(() => parse(['a,b\n"1"2,3\n'], comma)).toThrow(/^file\.csv, row 2, column 1: text follows a closed quote/);
    expect(() => parse(['a,b\n1,"' + 'x'.repeat(1_000_001)], comma)).toThrow(
      /row 2, column 2: the quoted cell is longer/,
    );
  });
});
