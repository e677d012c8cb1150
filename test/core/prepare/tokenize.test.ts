import { describe, expect, it } from 'vitest';
import { encodeNgrams } from '../../../src-main/core/prepare/encode-ngrams.ts';
import { encodeWords } from '../../../src-main/core/prepare/encode-words.ts';
import { characterNgrams, tokenize, wordNgrams } from '../../../src-main/core/prepare/tokenize.ts';
import type { CodeColumn } from '../../../src-main/core/table/table.ts';
import { labels } from './tables.ts';

const textColumn = (texts: readonly (string | null)[]): CodeColumn => labels('t', texts, 'text') as CodeColumn;

describe('tokenize', () => {
  it('takes words of any script in lower case', () => {
    expect(tokenize("Don't PANIC: Ölwechsel №3, 東京!")).toEqual(["don't", 'panic', 'ölwechsel', 'no3', '東京']);
    expect(tokenize(' ... ')).toEqual([]);
  });

  it('gives runs of words and of characters within words', () => {
    expect(wordNgrams('a b c', 1, 2)).toEqual(['a', 'b', 'c', 'a b', 'b c']);
    expect(wordNgrams('a', 2, 3)).toEqual([]);
    expect(characterNgrams('ab c', 3, 3)).toEqual([' ab', 'ab ', ' c ']);
  });
});

describe('encodeNgrams', () => {
  const encoding = { kind: 'word-ngrams', least: 1, most: 2, dimension: 64 } as const;

  it('gives the same counts to the same words, whatever the rows around them', () => {
    const [first] = encodeNgrams(textColumn(['the pump leaks', 'all is well', null]), encoding).groups;
    const [second] = encodeNgrams(textColumn(['other', 'The  pump, leaks']), encoding).groups;
    expect(first?.values.slice(0, 64)).toEqual(second?.values.slice(64));
    expect(first?.values.slice(64, 128)).not.toEqual(first?.values.slice(0, 64));
    expect(first?.values.slice(128).every((value) => value === 0)).toBe(true);
  });

  it('counts each run once, with either sign', () => {
    const [group] = encodeNgrams(textColumn(['a b c d e f g h']), { ...encoding, most: 1, dimension: 4096 }).groups;
    const counts = [...(group?.values ?? [])].filter((value) => value !== 0);
    expect(counts.map(Math.abs)).toEqual(new Array(8).fill(1));
    expect(new Set(counts).size).toBe(2);
  });

  it('refuses a longest run that is shorter than the shortest', () => {
    expect(() => encodeNgrams(textColumn(['a']), { ...encoding, least: 3 })).toThrow(/from 3 to 2/);
  });
});

describe('encodeWords', () => {
  it('codes words that occur twice, in the order of their text, and tells what is cut off', () => {
    const encoding = { kind: 'word-vectors', dimension: 4, vocabulary: 10, words: 3 } as const;
    const encoded = encodeWords(textColumn(['b a rare a', 'a b', null, 'b']), encoding);
    const [group] = encoded.groups;
    expect(group?.group).toMatchObject({ kind: 'words', width: 3, codes: 4, slots: 4 });
    expect([...(group?.values ?? [])]).toEqual([3, 2, 1, 2, 3, 0, 0, 0, 0, 3, 0, 0]);
    expect(encoded.notes.map(({ code }) => code)).toEqual(['text-cut']);
    expect(encoded.features.map(({ feature }) => feature.name)).toEqual(['t (missing)']);
  });
});
