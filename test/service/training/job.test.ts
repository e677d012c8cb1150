import { describe, expect, it } from 'vitest';
import { chooseJob, type Job } from '../../../src-main/service/training/job.ts';

function jobs(...list: readonly (readonly [string, number, number?])[]): Job[] {
  return list.map(([program, cost, rank = 0]) => ({ program, cost, rank, engine: 'xla' }) as Job);
}

describe('the next job of a trainer', () => {
  const queue = jobs(['a', 1], ['b', 5], ['a', 3], ['c', 2]);

  it('is one whose program it has compiled, the longest first', () => {
    expect(chooseJob(queue, new Set(['a']), new Set(['b', 'c']))).toBe(2);
  });

  it('is else the longest whose program no other trainer has', () => {
    expect(chooseJob(queue, new Set(), new Set())).toBe(1);
    expect(chooseJob(queue, new Set(), new Set(['b']))).toBe(2);
  });

  it('is the one with the earliest replicates before the longest', () => {
    const ranked = jobs(['a', 9, 2], ['a', 1, 0], ['b', 5, 1], ['b', 4, 0]);
    expect(chooseJob(ranked, new Set(['a']), new Set())).toBe(1);
    expect(chooseJob(ranked, new Set(), new Set(['a']))).toBe(3);
  });

  it("is one of another trainer's only when it is worth compiling the program again", () => {
    expect(chooseJob(queue, new Set(), new Set(['a', 'b', 'c']))).toBe(-1);
    const heavy = jobs(['a', 4e10], ['a', 4e10]);
    expect(chooseJob(heavy, new Set(), new Set(['a']))).toBe(0);
  });
});
