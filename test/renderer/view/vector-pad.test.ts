import { describe, expect, it } from 'vitest';
import { arrowHead, keyStep, toPad, toPlane } from '../../../src-renderer/view/lab/vector-pad.ts';

describe('the pad of vectors', () => {
  it('goes to the pad and back', () => {
    for (const point of [
      [0, 0],
      [3, 1],
      [-1.5, 2.25],
    ] as const) {
      const there = toPad(point, 200, 5);
      const back = toPlane(there, 200, 5);
      expect(back[0]).toBeCloseTo(point[0], 12);
      expect(back[1]).toBeCloseTo(point[1], 12);
    }
    expect(toPad([5, 5], 200, 5)).toEqual([200, 0]);
    expect(toPad([-5, -5], 200, 5)).toEqual([0, 200]);
  });

  it('moves by arrow keys and leaves other keys alone', () => {
    expect(keyStep('ArrowUp', 0.1)).toEqual([0, 0.1]);
    expect(keyStep('ArrowLeft', 1)).toEqual([-1, 0]);
    expect(keyStep('Enter', 1)).toBeNull();
    expect(keyStep('Tab', 1)).toBeNull();
  });

  it('has a head only where there is a direction', () => {
    expect(arrowHead([10, 10], [10, 10])).toBe('');
    expect(arrowHead([0, 0], [100, 0], 10)).toMatch(/^M100 0L90 /);
  });
});
