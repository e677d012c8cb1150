import type { Reading } from '../../../src-main/contract/comparison.ts';

interface ReadingLook {
  readonly tone: 'good' | 'bad' | 'none';
  readonly symbol: string;
  readonly text: string;
}

/** A reading as word and shape first, tint second. */
export const readingLook: Readonly<Record<Reading, ReadingLook>> = {
  better: { tone: 'good', symbol: '▲', text: 'better' },
  worse: { tone: 'bad', symbol: '▼', text: 'worse' },
  equal: { tone: 'none', symbol: '＝', text: 'practically equal' },
  safe: { tone: 'none', symbol: '◇', text: 'not worse' },
  open: { tone: 'none', symbol: '○', text: 'no evidence of a difference' },
};
