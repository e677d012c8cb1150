import { describe, expect, it } from 'vitest';
import { nearest } from '../../src-main/service/nearest.ts';

describe('nearest', () => {
  it('finds what was meant', () => {
    expect(nearest('gradnrom', ['equal', 'gradnorm'])).toBe('gradnorm');
    expect(nearest('pirce', ['price', 'size'])).toBe('price');
  });

  it('proposes nothing that shares nothing', () => {
    expect(nearest('co', ['😀', 'ab', 'x'])).toBeNull();
  });
});
