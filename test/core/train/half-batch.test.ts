import { describe, expect, it } from 'vitest';
import { createNetwork, hardSharing } from '../../../src-main/core/model/create-network.ts';
import { crossGramian } from '../../../src-main/core/train/half-batch.ts';
import { halvedGradients, taskGradients, type NetworkStep } from '../../../src-main/core/train/task-jacobian.ts';
import { tf } from '../../helper/tensorflow.ts';
import { createRandomStep, stepInputs } from './random-step.ts';

/** The last task of the first replica has no label in the first half of the rows. */
function createStep(rows: number, layerNorm: boolean): NetworkStep {
  const network = createNetwork(hardSharing, { inputs: stepInputs, widths: [5, 4], layerNorm, heads: [1, 3, 1] });
  return createRandomStep(network, {
    rows,
    isLabelled: (drawn, cell) => (cell % 3 === 2 ? cell >= (rows * 3) / 2 : drawn > -0.6),
  });
}

function expectClose(one: tf.Tensor, other: tf.Tensor): void {
  const [measured, expected] = [one.dataSync(), other.dataSync()];
  expect(measured).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(measured[at]).toBeCloseTo(value, 5));
}

describe('the halves of a batch', () => {
  for (const layerNorm of [false, true]) {
    const norm = layerNorm ? 'with layer norm' : 'without a norm';
    it(`add up to the gradients of the whole ${norm}`, () => {
      tf.tidy(() => {
        const step = createStep(8, layerNorm);
        expectClose(halvedGradients(step).jacobian, taskGradients(step).jacobian);
      });
    });

    it(`have the inner products that passes of their own have ${norm}`, () => {
      tf.tidy(() => {
        const step = createStep(8, layerNorm);
        const halved = halvedGradients(step);
        expect(halved.halves).not.toBeNull();
        expectClose(crossGramian(step, halved), crossGramian(step, { ...halved, halves: null }));
      });
    });
  }

  it('take passes of their own where the rows are odd', () => {
    tf.tidy(() => {
      expect(halvedGradients(createStep(7, false)).halves).toBeNull();
    });
  });
});
