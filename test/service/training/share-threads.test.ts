import { expect, it } from 'vitest';
import { shareThreads } from '../../../src-main/service/training/share-threads.ts';

it('deals all threads out to the trainers at work, as evenly as can be', () => {
  for (let cores = 1; cores <= 17; cores += 1) {
    for (let working = 1; working <= cores; working += 1) {
      const shares = shareThreads(cores, working);
      expect(shares).toHaveLength(working);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(cores);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  }
});

it('leaves each at least one where there are more trainers than threads', () => {
  expect(shareThreads(2, 3)).toEqual([1, 1, 1]);
  expect(shareThreads(2, 0)).toEqual([]);
});
