import { describe, expect, it } from 'vitest';
import type { NetworkDrawing } from '../../../src-main/contract/method.ts';
import { layoutNetwork } from '../../../src-renderer/view/sharing/network-layout.ts';

function drawingOf(tasks: readonly string[]): NetworkDrawing {
  const shared = [64, 32].map((outputs, index) => ({
    label: `Shared layer ${index + 1}`,
    owner: 'shared' as const,
    inputs: 10,
    outputs,
    parameters: 100,
    details: 'relu',
  }));
  const heads = tasks.map((task) => ({
    label: task,
    owner: { task },
    inputs: 32,
    outputs: 1,
    parameters: 33,
    details: '',
  }));
  return {
    inputFeatures: 10,
    blocks: [...shared, ...heads],
    sharedParameters: 200,
    headParameters: 33 * tasks.length,
    totalParameters: 200 + 33 * tasks.length,
    twinParameters: 900,
  };
}

describe('layoutNetwork', () => {
  it.each([1, 3, 16])('draws %i tasks without one block over another, inside its box', (count) => {
    const tasks = Array.from({ length: count }, (_, index) => `task ${index}`);
    const layout = layoutNetwork(drawingOf(tasks), tasks);
    expect(layout.blocks).toHaveLength(2 + count);
    for (const [index, a] of layout.blocks.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.y).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(layout.width);
      expect(a.y + a.height).toBeLessThanOrEqual(layout.height);
      for (const b of layout.blocks.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
    }
    expect(layout.wires).toHaveLength(2 + count);
  });
});
