import { describe, expect, it } from 'vitest';
import { methodSchema } from '../../../src-main/contract/method.ts';
import { parametersFor, stackParameters } from '../../../src-main/core/balance/parameters.ts';
import { balancingMethods, findMethod } from '../../../src-main/core/balance/registry.ts';
import { tf } from '../../helper/tensorflow.ts';
import { refusal } from '../../helper/refusal.ts';

describe('parameters', () => {
  it('take their defaults, one number per task where the method wants it', () => {
    expect(parametersFor(findMethod('equal'), {}, 3)).toEqual({});
    expect(parametersFor(findMethod('static'), {}, 3)).toEqual({ weights: [1, 1, 1] });
    expect(parametersFor(findMethod('gradnorm'), { alpha: 0 }, 3)).toEqual({ alpha: 0, learningRate: 0.025 });
    expect(parametersFor(findMethod('uncertainty'), { factor: 1 }, 2)).toEqual({ learningRate: 0.025, factor: [1, 1] });
  });

  it.each([
    ['an unknown name', 'gradnorm', { alfa: 1 }],
    ['any name where there is none', 'pcgrad', { order: 1 }],
    ['a value below the range', 'gradnorm', { alpha: -0.1 }],
    ['a value above the range', 'uncertainty', { learningRate: 2 }],
    ['a value that is not a number', 'gradnorm', { alpha: NaN }],
    ['a list for one number', 'gradnorm', { alpha: [1, 2] }],
    ['a list of another length', 'static', { weights: [1, 2, 3] }],
    ['a temperature of zero', 'dwa', { temperature: 0 }],
    ['a smoothness of zero', 'stch', { mu: 0 }],
    ['a weight of zero', 'static', { weights: [1, 0] }],
    ['a negative weight', 'static', { weights: [1, -1] }],
  ])('refuse %s', (_, id, given) => {
    const error = refusal(() => parametersFor(findMethod(id), given, 2));
    expect(error.code).toBe('bad-option');
    expect(error.message).toContain(id);
    expect(error.message).toContain(Object.keys(given)[0]);
  });

  it('of several replicas become tensors', () => {
    tf.tidy(() => {
      const method = findMethod('uncertainty');
      const rows = [parametersFor(method, {}, 2), parametersFor(method, { learningRate: 0.5, factor: [0.5, 1] }, 2)];
      const { learningRate, factor } = stackParameters(method, rows);
      expect(learningRate?.shape).toEqual([2]);
      expect(Array.from(learningRate?.dataSync() ?? [])).toEqual([Math.fround(0.025), 0.5]);
      expect(factor?.arraySync()).toEqual([
        [0.5, 0.5],
        [0.5, 1],
      ]);
    });
  });
});

describe('the registry', () => {
  it('refuses an unknown method with the known ones', () => {
    const error = refusal(() => findMethod('pc-grad'));
    expect(error.code).toBe('bad-option');
    expect(error.message).toContain('pcgrad');
  });

  it('describes every method whole, with defaults inside their ranges', () => {
    expect(balancingMethods.map((method) => method.description.id)).toEqual([
      'equal',
      'static',
      'rlw',
      'dwa',
      'uncertainty',
      'imtl-l',
      'si',
      'uw-o',
      'uw-so',
      'gls',
      'stch',
      'famo',
      'gradnorm',
      'excess-mtl',
      'pcgrad',
      'gradvac',
      'mgda',
      'cagrad',
      'imtl-g',
      'nash-mtl',
      'fairgrad',
      'aligned-mtl',
      'upgrad',
      'dualproj',
      'sdmgrad',
      'modo',
      'moco',
      'db-mtl',
      'config',
      'graddrop',
      'trimmed-mean',
      'krum',
    ]);
    for (const method of balancingMethods) {
      methodSchema.parse(method.description);
      expect(() => parametersFor(method, {}, 16)).not.toThrow();
      for (const text of ['description', 'whenToUse', 'formula', 'reference', 'headPolicy', 'scale'] as const) {
        expect(method.description[text].length, `${method.description.id} ${text}`).toBeGreaterThan(3);
      }
    }
  });
});
