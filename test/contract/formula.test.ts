import { describe, expect, it } from 'vitest';
import { formulaParts } from '../../src-main/contract/formula.ts';

describe('formulaParts', () => {
  it('cuts at the outer wide spaces only', () => {
    expect(formulaParts('w_t = 1,\\quad n_t = \\|g_t\\|\\qquad x')).toEqual(['w_t = 1,', 'n_t = \\|g_t\\|', 'x']);
    expect(formulaParts('\\frac{a\\quad b}{c}')).toEqual(['\\frac{a\\quad b}{c}']);
    expect(formulaParts('\\begin{cases}a & b\\quad c\\end{cases}')).toHaveLength(1);
    expect(formulaParts('\\left(a\\quad b\\right)\\quad c')).toHaveLength(2);
  });

  it('does not take \\leftarrow for a bracket', () => {
    expect(formulaParts('w \\leftarrow w / T\\quad s')).toEqual(['w \\leftarrow w / T', 's']);
  });
});
