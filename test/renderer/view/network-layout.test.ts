import { describe, expect, it } from 'vitest';
import type { NetworkDrawing } from '../../../src-main/contract/method.ts';
import { createStudy } from '../../helper/study.ts';
import { describeNetworks } from '../../../src-main/core/train/describe-network.ts';
import { sharingForms } from '../../../src-main/core/model/sharing/registry.ts';
import { layoutNetwork } from '../../../src-renderer/view/sharing/network-layout.ts';

/** The drawing that the service would send of a form with so many tasks. */
function drawingOf(form: string, count: number): { drawing: NetworkDrawing; tasks: string[] } {
  const study = createStudy({
    tasks: Array.from({ length: count }, () => 'regression' as const),
    arms: [{ method: 'equal', sharing: form, parameters: {} }],
    network: { widths: [64, 32, 16] },
  });
  const [drawing] = describeNetworks(study.spec, study.encoding) as [NetworkDrawing];
  return { drawing, tasks: study.spec.tasks.map((task) => task.column) };
}

describe('layoutNetwork', () => {
  it.each(
    sharingForms.flatMap(({ description }) => [1, 3, 16].map((count): [string, number] => [description.id, count])),
  )('draws %s for %i tasks without one block over another, inside its box', (form, count) => {
    const { drawing, tasks } = drawingOf(form, count);
    const layout = layoutNetwork(drawing, tasks);
    expect(layout.blocks).toHaveLength(drawing.blocks.length);
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
    const read = drawing.blocks.reduce((sum, block) => sum + block.from.length, 0);
    expect(layout.wires).toHaveLength(read);
  });

  it('gives a wire the colour of the task it is for', () => {
    const { drawing, tasks } = drawingOf('film', 2);
    const { wires } = layoutNetwork(drawing, tasks);
    expect(wires.some((wire) => wire.task === 0)).toBe(true);
    expect(wires.some((wire) => wire.task === 1)).toBe(true);
    expect(wires.filter((wire) => wire.task === null)).toHaveLength(1);
  });
});
