import { describe, expect, it } from 'vitest';
import { parseEncoding } from '../../src-main/service/encoding-text.ts';

describe('parseEncoding', () => {
  it.each([
    ['one-hot', { kind: 'one-hot' }],
    ['embedding;dimension=8', { kind: 'embedding', dimension: 8 }],
    ['embedding;dimension=auto', { kind: 'embedding', dimension: null }],
    ['calendar;parts=weekday,hour', { kind: 'calendar', parts: ['weekday', 'hour'] }],
    ['word-ngrams;most=1', { kind: 'word-ngrams', least: 1, most: 1, dimension: 512 }],
    [
      'pixels;height=8;width=8;channelsFirst=true',
      { kind: 'pixels', height: 8, width: 8, channels: 1, channelsFirst: true, filters: 16, layers: null },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseEncoding(text)).toEqual(expected);
  });

  it.each([
    ['onehot', /unknown encoding 'onehot'; did you mean one-hot\?/],
    ['toString', /unknown encoding/],
    ['one-hot;x=1', /unknown setting 'x=1' of the encoding one-hot; it has none/],
    ['embedding;dimension=0', /invalid dimension/],
    ['embedding;dimension=', /invalid dimension/],
    ['calendar;parts=year', /invalid parts/],
  ])('refuses %s', (text, message) => {
    expect(() => parseEncoding(text)).toThrow(message);
  });
});
