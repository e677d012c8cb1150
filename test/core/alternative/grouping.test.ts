import { afterAll, describe, expect, it } from 'vitest';
import { groupingAffinity, groupingPairs } from '../../../src-main/core/alternative/grouping/grouping.ts';
import { bestPartition, scoreOf } from '../../../src-main/core/alternative/grouping/partition.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { arm, createStudy, type SyntheticStudy } from '../../helper/study.ts';
import { trainWhole } from './train-alternatives.ts';

const cache = new ExecutableCache(20);
const { engine } = await openEngine('auto');
afterAll(() => cache.dispose());

describe('the best partition', () => {
  it('puts together what helps one another, and leaves alone what harms', () => {
    // tasks 0 and 2 help each other; task 1 harms and is harmed
    const benefit = [
      [0, -0.1, 0.3],
      [-0.2, 0, -0.1],
      [0.2, -0.1, 0],
    ];
    expect(bestPartition(benefit)).toEqual([[0, 2], [1]]);
    expect(scoreOf([[0, 2], [1]], benefit)).toBeCloseTo(0.5, 12);
    expect(scoreOf([[0, 1, 2]], benefit)).toBeCloseTo((-0.2 + 0.2) / 2 + (-0.1 - 0.1) / 2 + (0.3 - 0.1) / 2, 12);
  });

  it('is everyone alone where nobody gains, and all together where all gain', () => {
    const all = (value: number): number[][] =>
      [0, 1, 2, 3].map((from) => [0, 1, 2, 3].map((to) => (from === to ? 0 : value)));
    expect(bestPartition(all(-0.1))).toEqual([[0], [1], [2], [3]]);
    expect(bestPartition(all(0))).toEqual([[0], [1], [2], [3]]);
    const chain = [0, 1, 2].map((from) => [0, 1, 2].map((to) => (from === to ? 0 : from + to === 2 ? 0.2 : 0.19)));
    expect(scoreOf(bestPartition(chain), chain)).toBeGreaterThanOrEqual(scoreOf([[0, 1, 2]], chain));
  });

  it('keeps to a limit of groups', () => {
    const benefit = [0, 1, 2].map((from) => [0, 1, 2].map((to) => (from === to ? 0 : from + to === 1 ? -0.1 : -0.5)));
    expect(bestPartition(benefit, 2)).toEqual([[0, 1], [2]]);
    expect(bestPartition(benefit, 1)).toEqual([[0, 1, 2]]);
  });

  it('finds groups among sixteen tasks', () => {
    const tasks = Array.from({ length: 16 }, (_, task) => task);
    const benefit = tasks.map((from) => tasks.map((to) => (from === to ? 0 : from % 4 === to % 4 ? 0.1 : -0.1)));
    expect(bestPartition(benefit, 4)).toEqual([0, 1, 2, 3].map((rest) => [rest, rest + 4, rest + 8, rest + 12]));
  });
});

/** Tasks 0 and 2 are the same question; task 1 is noise with labels of its own. */
function createPair(methods: readonly string[]): SyntheticStudy {
  const study = createStudy({
    ...{ tasks: ['regression', 'regression', 'regression'], rows: 200, splits: 2, seed: 4 },
    arms: methods.map((method) => arm(method)),
    network: { widths: [6] },
    training: { epochs: 20, learningRate: 0.01 },
  });
  const [first, noise, same] = study.encoding.targets as [
    SyntheticStudy['encoding']['targets'][0],
    SyntheticStudy['encoding']['targets'][0],
    SyntheticStudy['encoding']['targets'][0],
  ];
  const random = noise.values.map((_, row) => 100 * uniformAt(3, 0, row));
  const targets = [first, { ...noise, values: random }, { ...same, values: first.values }];
  return { ...study, encoding: { ...study.encoding, targets } };
}

describe('task groups', () => {
  it.each(['grouping-affinity', 'grouping-pairs'])(
    'by %s put the same question together in every run',
    async (method) => {
      const { runs } = await trainWhole(createPair([method]), engine, { cache });
      for (const split of [0, 1]) {
        const { choices } = runs.get(`${method} ${split}/0`) ?? {};
        const groups = (choices?.['groups'] ?? '').split(' | ').map((group) => group.split(' + '));
        expect(groups.flat().sort()).toEqual(['task 0', 'task 1', 'task 2']);
        expect(groups.find((group) => group.includes('task 0'))).toContain('task 2');
      }
    },
  );
});

describe('the search budget', () => {
  const { spec } = createStudy({
    tasks: ['regression', 'binary', 'binary'],
    seeds: 2,
    splits: 3,
    training: { epochs: 9 },
  });

  it('counts the trainings of all pairs, and the one of affinity, in every run', () => {
    expect(groupingPairs.budget?.(spec, { search: 0.5, groups: 0 })).toBe(
      'its search takes 6 trainings of 5 epochs in each of 6 runs, 36 in all; then every group that it finds is trained in full',
    );
    expect(groupingAffinity.budget?.({ ...spec, seeds: 1, split: { ...spec.split, splits: 1 } }, { search: 0.1 })).toBe(
      'its search takes one training of 1 epoch in each of 1 run, 1 in all; then every group that it finds is trained in full',
    );
  });
});
