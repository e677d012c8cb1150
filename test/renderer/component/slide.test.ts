import { describe, expect, it } from 'vitest';
import { fromSlide, slideRange, toSlide } from '../../../src-renderer/component/slide.ts';

describe('a slider', () => {
  it('counts the value itself where it runs evenly', () => {
    expect(slideRange('linear', 2, 8, 0.5)).toEqual({ minimum: 2, maximum: 8, step: 0.5 });
    expect(slideRange('linear', 0, 1, null).step).toBe('any');
    expect(toSlide('linear', 3, 2, 8)).toBe(3);
    expect(fromSlide('linear', 3, 2, 8, 0.5)).toBe(3);
  });

  it('counts the logarithm where it runs so, and ends at its ends', () => {
    const { minimum, maximum } = slideRange('log', 0.001, 1000, 0.001);
    expect(fromSlide('log', minimum, 0.001, 1000, 0.001)).toBe(0.001);
    expect(fromSlide('log', maximum, 0.001, 1000, 0.001)).toBe(1000);
    expect(toSlide('log', 1, 0.001, 1000)).toBeCloseTo(maximum / 2, 9);
    for (const value of [0.002, 0.5, 7, 320]) {
      expect(fromSlide('log', toSlide('log', value, 0.001, 1000), 0.001, 1000, 0.001)).toBeCloseTo(value, 9);
    }
  });

  it('stays on its steps and inside its range', () => {
    for (let place = 0; place <= 200; place += 1) {
      const value = fromSlide('log', place, 0.1, 10, 0.1);
      expect(value).toBeGreaterThanOrEqual(0.1);
      expect(value).toBeLessThanOrEqual(10);
      expect(Math.abs(value * 10 - Math.round(value * 10))).toBeLessThan(1e-9);
    }
  });
});
