import { afterAll, describe, expect, it } from 'vitest';
import { capacityWidths, equalCapacity } from '../../../src-main/core/alternative/equal-capacity.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { describeNetworks } from '../../../src-main/core/train/describe-network.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { arm, createStudy, type SyntheticStudy } from '../../helper/study.ts';
import { trainWhole } from './train-alternatives.ts';

const { engine } = await openEngine('auto');
const cache = new ExecutableCache(20);
afterAll(() => cache.dispose());

function study(...sharing: readonly string[]): SyntheticStudy {
  const arms = [...sharing.map((form) => ({ ...arm('equal'), sharing: form })), arm('equal-capacity')];
  return createStudy({ tasks: ['regression', 'binary', 'binary'], arms, seeds: 1, splits: 1 });
}

/** Parameters of one network of each task, each with dense layers of these widths and a head of one output. */
function byHand(inputs: number, widths: readonly number[], tasks: number): number {
  const sizes = [inputs, ...widths, 1];
  return tasks * sizes.slice(1).reduce((sum, size, layer) => sum + ((sizes[layer] as number) + 1) * size, 0);
}

describe('twins of equal capacity', () => {
  it.each(['hard', 'film', 'mmoe', 'ple'])(
    'have as many parameters as one network that shares by %s, and no more',
    (form) => {
      const { spec, encoding } = study(form);
      const [network] = describeNetworks(spec, encoding);
      const { widths, parameters, limit } = capacityWidths(spec, encoding, 0);
      expect(limit).toBe(network?.totalParameters);
      expect(parameters).toBe(byHand(encoding.features.length, widths, 3));
      expect(parameters).toBeLessThanOrEqual(limit);
      const [first = 0, ...rest] = spec.network.widths;
      const wider = spec.network.widths.map((width) => Math.floor((width * ((widths[0] ?? 0) + 1)) / first));
      expect(wider).toHaveLength(1 + rest.length);
      expect(byHand(encoding.features.length, wider, 3)).toBeGreaterThan(limit);
    },
  );

  it('are narrower than the twins of hard sharing, and wider than those of many experts', () => {
    const wide = study('hard').spec.network.widths[0] as number;
    const widest = (form: string): number => {
      const { spec, encoding } = study(form);
      return capacityWidths(spec, encoding, 0).widths[0] as number;
    };
    expect(widest('hard')).toBeLessThan(wide);
    expect(widest('cgc')).toBeGreaterThan(wide);
  });

  it('match the arm with most parameters, or the one of a number', () => {
    const { spec, encoding } = study('cgc', 'hard');
    const limits = [0, 1, 2].map((at) => capacityWidths(spec, encoding, at).limit);
    expect(limits[0]).toBe(limits[1]);
    expect(limits[2]).toBeLessThan(limits[1] as number);
    expect(equalCapacity.refuse(spec, { arm: 2 })).toBeNull();
    expect(equalCapacity.refuse(spec, { arm: 3 })).toContain(
      'multi-task arms in the study: 2; 0 matches the largest: 3',
    );
  });

  it('say their layers and parameters beside what they reach', async () => {
    const made = study('film');
    const { widths, parameters, limit } = capacityWidths(made.spec, made.encoding, 0);
    const { runs } = await trainWhole(made, engine, { cache });
    expect(runs.get('equal-capacity 0/0')).toMatchObject({
      status: 'completed',
      choices: {
        layers: widths.join(', '),
        parameters: `${parameters.toLocaleString('en-US')} in all, of ${limit.toLocaleString('en-US')}`,
      },
    });
  });
});
