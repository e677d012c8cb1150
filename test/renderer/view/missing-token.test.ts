import { describe, expect, it } from 'vitest';
import { describeColumn } from '../../../src-main/core/table/describe-column.ts';
import { proposedTokens, tokensOf, tokensText } from '../../../src-renderer/view/data/missing-token.ts';
import { exampleDataset } from '../../store/example.ts';

describe('missing tokens', () => {
  it('are words between spaces, with quotes around one that holds a space', () => {
    expect(tokensOf(' NA  "not known" -999 ')).toEqual(['', 'NA', 'not known', '-999']);
    expect(tokensText(['', 'NA', 'not known', '-999'])).toBe('NA "not known" -999');
    expect(tokensOf('   ')).toBe('auto');
    expect(tokensText([''])).toBe('');
  });

  it('are proposed from suspicious numbers and from words that do not fit', () => {
    const column = {
      ...describeColumn({ name: 'x', type: 'numeric', values: Float64Array.of(1, Number.NaN) }),
      inferredType: 'numeric' as const,
      typeConfidence: 1,
    };
    const examples = [
      { row: 3, value: ' none ' },
      { row: 4, value: '-999' },
      { row: 5, value: 'NA' },
      { row: 6, value: 'a whole sentence that says why there is no value' },
    ];
    const proposed = proposedTokens({
      ...exampleDataset.description,
      options: { ...exampleDataset.description.options, missingTokens: ['', 'NA'] },
      columns: [{ ...column, nonconforming: { count: 4, examples } }],
      warnings: [{ code: 'sentinel', message: "column 'x': -999 occurs 3 times and may stand for ...", column: 'x' }],
    });
    expect(proposed.map(({ token }) => token)).toEqual(['-999', 'none']);
  });
});
