import { describe, expect, it } from 'vitest';
import { spreadLabels } from '../../../src-renderer/plot/end-label.ts';

function label(text: string, y: number) {
  return { text, x: 10, y, colour: '#000000', lift: 0 };
}

/** Where labels stand, in pixels downward from y = 0. */
function places(placed: ReturnType<typeof spreadLabels>, pixelsPerUnit: number): number[] {
  return placed.map(({ y, shift }) => -y * pixelsPerUnit + shift);
}

describe('spreadLabels', () => {
  it('leaves labels that are apart where their lines end', () => {
    const placed = spreadLabels([label('low', 0), label('high', 2)], 50);
    expect(placed.map(({ text, shift }) => [text, shift])).toEqual([
      ['high', 0],
      ['low', 0],
    ]);
  });

  it('moves labels of one height a line apart', () => {
    const at = places(spreadLabels([label('a', 1), label('b', 1), label('c', 1)], 100), 100);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(12.5);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThan(12.5);
  });

  it('keeps the first label below the upper edge of the plot', () => {
    const bounds = { top: -115, height: 115 };
    const labels = ['a', 'b', 'c', 'd'].map((text) => label(text, 1));
    const at = places(spreadLabels(labels, 100, bounds), 100);
    expect(at[0]).toBeCloseTo(-115 + 6.5);
  });

  it('keeps the last label above the lower edge of the plot', () => {
    const bounds = { top: -115, height: 115 };
    const at = places(spreadLabels([label('a', 0), label('b', 0), label('c', 0)], 100, bounds), 100);
    expect(at.at(-1)).toBeCloseTo(0);
  });
});
