import { describe, expect, it } from 'vitest';
import { activate } from '../../../src-main/core/model/activation.ts';
import { describeNetworks } from '../../../src-main/core/train/describe-network.ts';
import { initialParameters } from '../../../src-main/core/model/initialize.ts';
import { createNetwork, hardSharing } from '../../../src-main/core/model/create-network.ts';
import type { NetworkShape } from '../../../src-main/core/model/layout.ts';
import { decayMask, packParameters, unpackParameters } from '../../../src-main/core/model/parameters.ts';
import { findSharingForm, sharingForms } from '../../../src-main/core/model/sharing/registry.ts';
import type { Activation } from '../../../src-main/contract/study.ts';
import { createStudy } from '../../helper/study.ts';
import { tf } from '../../helper/tensorflow.ts';

function createLayout(shape: NetworkShape) {
  return createNetwork(hardSharing, shape).layout;
}

const layout = createLayout({ inputs: 3, widths: [5, 4], layerNorm: true, heads: [1, 3] });

describe('the layout', () => {
  it('covers the vector without gaps, the trunk first', () => {
    let next = 0;
    for (const piece of layout.pieces) {
      expect(piece.offset).toBe(next);
      next += piece.rows * piece.columns;
    }
    expect(layout.size).toBe(next);
    expect(layout.sharedSize).toBe(3 * 5 + 3 * 5 + 5 * 4 + 3 * 4);
    expect(layout.size - layout.sharedSize).toBe(4 * (1 + 3) + (1 + 3));
    expect(layout.headColumns).toEqual([0, 1]);
  });

  it('packs what it unpacks', () => {
    const flat = tf.tensor2d(
      Float32Array.from({ length: 2 * layout.size }, (_, index) => index),
      [2, layout.size],
    );
    const pieces = unpackParameters(flat, layout);
    expect(pieces.map((piece) => piece.shape)).toEqual(layout.pieces.map(({ rows, columns }) => [2, rows, columns]));
    expect(packParameters(pieces).arraySync()).toEqual(flat.arraySync());
  });

  it('decays weights only', () => {
    const decayed = decayMask(layout).reduce((sum, value) => sum + value, 0);
    expect(decayed).toBe(3 * 5 + 5 * 4 + 4 * 4);
  });
});

describe('the initial parameters', () => {
  const wide = createLayout({ inputs: 200, widths: [300, 200], layerNorm: true, heads: [1, 3] });

  it('have the spread of He in the trunk, of Glorot in each head, zero biases and unit gains', () => {
    const parameters = initialParameters(wide, ['a', 'b'], 5);
    for (const piece of wide.pieces) {
      const values = parameters.slice(piece.offset, piece.offset + piece.rows * piece.columns);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      if (piece.kind === 'bias' || piece.kind === 'shift') expect(values.every((value) => value === 0)).toBe(true);
      else if (piece.kind === 'gain') expect(values.every((value) => value === 1)).toBe(true);
      else if (!piece.name.startsWith('head')) {
        expect(Math.abs(mean)).toBeLessThan(0.002);
        expect(deviation / Math.sqrt(2 / piece.rows)).toBeCloseTo(1, 1);
      } else {
        const limit = (outputs: number): number => Math.sqrt(6 / (piece.rows + outputs));
        expect(Math.max(...values)).toBeLessThan(limit(1));
        expect(Math.max(...values)).toBeGreaterThan(0.9 * limit(3));
      }
    }
  });

  it('give a task the same head whatever tasks stand beside it, and depend on the seed', () => {
    const alone = createLayout({ inputs: 3, widths: [5], layerNorm: false, heads: [3] });
    const beside = createLayout({ inputs: 3, widths: [5], layerNorm: false, heads: [1, 3] });
    const one = initialParameters(alone, ['b'], 9);
    const two = initialParameters(beside, ['a', 'b'], 9);
    expect(two.slice(0, beside.sharedSize)).toEqual(one.slice(0, alone.sharedSize));
    for (let row = 0; row < 5; row += 1) {
      const from = beside.sharedSize + row * 4 + 1;
      expect(two.slice(from, from + 3)).toEqual(one.slice(alone.sharedSize + row * 3, alone.sharedSize + row * 3 + 3));
    }
    expect(initialParameters(alone, ['b'], 10)).not.toEqual(one);
  });
});

describe('the activations', () => {
  const points = [-3, -0.5, 0, 0.5, 3];
  const expected: Record<Activation, (x: number) => number> = {
    relu: (x) => Math.max(0, x),
    tanh: Math.tanh,
    elu: (x) => (x > 0 ? x : Math.exp(x) - 1),
    gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    linear: (x) => x,
  };

  it.each(Object.keys(expected) as Activation[])('%s has its values and its slope', (kind) => {
    const f = (x: InstanceType<typeof tf.Tensor>) => activate(kind, x, tf.relu);
    const values = f(tf.tensor1d(points)).arraySync() as number[];
    const slopes = tf
      .grad((x) => tf.sum(f(x)))(tf.tensor1d(points))
      .arraySync() as number[];
    points.forEach((x, index) => {
      expect(values[index]).toBeCloseTo(expected[kind](x), 5);
      if (x === 0) return;
      const slope = (expected[kind](x + 1e-4) - expected[kind](x - 1e-4)) / 2e-4;
      expect(slopes[index]).toBeCloseTo(slope, 4);
    });
  });
});

describe('the drawing of a network', () => {
  it('counts the parameters that are trained, and those of the twins', () => {
    const { spec } = createStudy({ network: { widths: [8, 6], layerNorm: true, dropout: 0.1 } });
    const features = Array.from({ length: 5 }, (_, at) => ({
      name: `f${at}`,
      column: `f${at}`,
      kind: 'number' as const,
    }));
    const [drawing] = describeNetworks(spec, { features }) as [ReturnType<typeof describeNetworks>[number]];
    const trained = createLayout({ inputs: 5, widths: [8, 6], layerNorm: true, heads: [1, 1, 3] });
    expect(drawing.totalParameters).toBe(trained.size);
    expect(drawing.sharedParameters).toBe(trained.sharedSize);
    expect(drawing.twinParameters).toBe(3 * trained.sharedSize + trained.size - trained.sharedSize);
    expect(drawing.blocks.map((block) => block.label)).toEqual([
      'Shared layer 1',
      'Shared layer 2',
      'task 0',
      'task 1',
      'task 2',
    ]);
    expect(drawing.blocks[0]?.details).toBe('layer norm, relu, dropout 0.1');
    expect(drawing.blocks[4]?.outputs).toBe(3);
  });
});

describe('the sharing forms', () => {
  it('have unlike ids, and an unknown one is refused with the known ones', () => {
    expect(new Set(sharingForms.map((form) => form.description.id)).size).toBe(sharingForms.length);
    expect(findSharingForm('hard').description.name).toBe('Hard sharing');
    expect(() => findSharingForm('none')).toThrow(/hard/);
  });
});
