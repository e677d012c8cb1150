import { describe, expect, it } from 'vitest';
import { runHeights } from '../../../src-renderer/view/run/run-height.ts';

describe('runHeights', () => {
  it.each([
    [800, 1],
    [800, 2],
    [1000, 2],
  ])('fits a window of %i pixels with %i rows of curves', (windowHeight, rows) => {
    const { curve, detail } = runHeights(windowHeight, rows);
    expect(269 + rows * (curve + 42 + 16) + detail + 42).toBeLessThanOrEqual(windowHeight + 16);
    expect(curve).toBeGreaterThanOrEqual(112);
  });

  it('never makes a chart too small to read', () => {
    expect(runHeights(400, 3)).toEqual({ curve: 112, detail: 140 });
  });
});
