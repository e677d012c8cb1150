import { describe, expect, it } from 'vitest';
import { countParts, dealReplicas, evenParts } from '../../../src-main/core/train/deal-replicas.ts';

describe('the parts of a cohort', () => {
  it('are as many as need the fewest copies', () => {
    expect(evenParts(3, [10, 40])).toBe(5);
    expect(evenParts(1, [7, 0])).toBe(1);
    expect(evenParts(4, [16, 0])).toBe(4);
  });

  it('are at most twice as many as wanted, and of no fewer replicas than pay', () => {
    expect(evenParts(2, [7, 0])).toBe(2);
    expect(evenParts(3, [13, 0])).toBe(3);
  });

  it('hold every replica once, beside the copies', () => {
    const replicas = Array.from({ length: 13 }, (_, seed) => ({ seed, filler: false }) as never);
    const parts = dealReplicas(replicas, countParts(13, 6e10, 1));
    expect(new Set(parts.map((part) => part.length)).size).toBe(1);
    const own = parts.flat().filter((replica) => !replica.filler);
    expect(own.map((replica) => replica.seed)).toEqual(Array.from({ length: 13 }, (_, seed) => seed));
  });
});
