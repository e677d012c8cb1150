import { describe, expect, it } from 'vitest';
import { isImageText, readImageText, sayImage, writeImageText } from '../../../src-main/core/table/image.ts';
import { parseColumn } from '../../../src-main/core/table/parse-column.ts';
import { toDictionary } from '../../../src-main/core/table/text-dictionary.ts';
import { parseVector } from '../../../src-main/core/table/vector.ts';

const parse = (texts: readonly (string | null)[], type?: 'vector') =>
  parseColumn('v', toDictionary(texts), { parseNumber: Number, ...(type === undefined ? {} : { type }) });

describe('parseVector', () => {
  it.each([
    ['[1, 2.5, -3e-4]', [1, 2.5, Math.fround(-3e-4)]],
    ['1 2\t3', [1, 2, 3]],
    ['1;2', [1, 2]],
    ['[1 2]', [1, 2]],
  ])('reads %s', (text, expected) => {
    expect([...(parseVector(text) ?? [])]).toEqual(expected);
  });

  it.each(['', '1', '[1]', '[1, null]', '[1, [2]]', 'a b', '[1,,2]', '1e39 2', '[]'])('refuses %s', (text) => {
    expect(parseVector(text)).toBeNull();
  });
});

describe('a column of vectors', () => {
  it('is found by its brackets or by many numbers, and what has another length is missing', () => {
    const bracketed = parse([...Array.from({ length: 39 }, (_, row) => `[${row}, 1]`), '[1, 2, 3]', null]);
    expect(bracketed.inferredType).toBe('vector');
    expect(bracketed.nonconforming).toEqual({ count: 1, examples: [{ index: 39, value: '[1, 2, 3]' }] });
    expect('codes' in bracketed.column ? [...bracketed.column.codes].slice(37) : []).toEqual([37, 38, -1, -1]);
    expect(parse(['1 2 3 4 5 6 7 8', '8 7 6 5 4 3 2 1']).inferredType).toBe('vector');
  });

  it('is not made of a few words or numbers', () => {
    expect(parse(['1 2', '3 4']).inferredType).toBe('categorical');
    expect(parse(['1 2', '3 4'], 'vector').column.type).toBe('vector');
  });
});

describe('a picture as text', () => {
  it('comes back as it was', () => {
    const pixels = { height: 2, width: 3, channels: 1 as const, values: Uint8Array.of(0, 1, 2, 253, 254, 255) };
    const text = writeImageText(pixels);
    expect(isImageText(text)).toBe(true);
    expect(readImageText(text)).toEqual(pixels);
    expect(sayImage(text)).toBe('3 × 2 grey');
    expect(readImageText(text.slice(0, -2))).toBeNull();
    expect(parse([text, text]).inferredType).toBe('image');
  });
});
