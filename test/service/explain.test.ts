import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../src-main/contract/explain.ts';
import type { Run } from '../../src-main/contract/run.ts';
import { makeQuick, openTestService, type TestService } from './open-service.ts';

const timeoutMs = 180_000;
let test: TestService;
let studyId = '';
let runs: readonly Run[] = [];

/** Houses of two sites with a price, a yes-or-no and three kinds; some labels and some sites are missing. */
function makeHouses(rows: number): string {
  let state = 11;
  function draw(): number {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  }
  const lines = ['size,site,note,price,sold,kind'];
  for (let row = 0; row < rows; row += 1) {
    const [size, noise, other] = [draw(), draw(), draw()] as const;
    const site = row % 7 === 0 ? '' : row % 2 === 0 ? 'north' : 'south';
    const price = row % 5 === 0 ? '' : (100 + 30 * size + 5 * noise).toFixed(3);
    const sold = size + noise > 0 ? 'yes' : 'no';
    const kind = size < -0.2 ? 'flat' : other > 0 ? 'house' : 'villa';
    lines.push([size.toFixed(4), site, `note ${row}: ${other.toFixed(6)}`, price, sold, kind].join(','));
  }
  return lines.join('\n');
}

function explain(task: string, arm = 'equal'): Promise<Explanation> {
  return test.call('explain.get', { studyId, task, arm });
}

function meanMetric(arm: string, task: string, metric: string): number {
  const values = runs.filter((run) => run.arm === arm).map((run) => run.metrics[task]?.[metric]?.value ?? Number.NaN);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

beforeAll(async () => {
  test = openTestService();
  const study = await test.createStudy(makeHouses(300), ['price', 'sold', 'kind'], (spec) => ({
    ...makeQuick(spec),
    split: { ...makeQuick(spec).split, splits: 3 },
    seeds: 2,
    arms: [
      { method: 'equal', sharing: 'hard', parameters: {} },
      { method: 'linear', sharing: 'hard', parameters: {} },
    ],
  }));
  studyId = study.id;
  await expect(explain('price')).rejects.toMatchObject({ code: 'bad-data' });
  const rest = test.waitForRest(studyId);
  await test.call('study.start', { studyId });
  expect(await rest).toMatchObject({ status: 'completed' });
  runs = await test.call('study.runs', { studyId });
}, timeoutMs);

afterAll(() => test.close());

describe('the explanation of a task of numbers', () => {
  it('rests on the labelled test rows of every replicate', async () => {
    const { coverage, regression, classification, rows } = await explain('price');
    expect(coverage).toMatchObject({ replicates: 6, splits: 3, unpaired: 0 });
    // 240 of the 300 rows have a price, 60 of all are in a test part
    expect(coverage.predictions).toBeGreaterThan(6 * 40);
    expect(coverage.predictions).toBeLessThan(6 * 60);
    expect(rows.rows).toBe(coverage.rows);
    expect(coverage.rows).toBeLessThanOrEqual(240);
    expect(regression?.residuals.twin.rows).toBe(coverage.predictions);
    expect(classification).toBeNull();
  });

  it('draws the same rows for twin and arm', async () => {
    const { regression } = await explain('price');
    const rowsOf = (side: 'twin' | 'arm') =>
      regression?.figures.observed[side].table.rows.map(([row, split, seed, observed]) => [row, split, seed, observed]);
    expect(rowsOf('twin')).toEqual(rowsOf('arm'));
    expect(regression?.figures.distribution.marks).toHaveLength(2);
  });

  it('shows rows with their inputs, and says what they do not prove', async () => {
    const { rows } = await explain('price');
    expect(rows.columns).toEqual(['size', 'site', 'note']);
    expect(rows.fixed + rows.broken + rows.undecided).toBe(rows.rows);
    const [first] = rows.examples.broken;
    expect(first?.cells[2]).toMatch(new RegExp(`^note ${(first?.row ?? 0) - 1}:`));
    expect(rows.sentence).toContain('Single rows prove nothing');
    expect(rows.churn.twin).toBeGreaterThan(0);
  });
});

describe('the explanation of a task of classes', () => {
  it.each(['sold', 'kind'])('counts every prediction of %s once', async (task) => {
    const { coverage, classification } = await explain(task);
    for (const side of ['twin', 'arm'] as const) {
      const counts = classification?.confusion[side].flat() ?? [];
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(coverage.predictions);
    }
    const [first] = classification?.curves.thresholds ?? [];
    const all = (first?.arm.truePositives ?? 0) + (first?.arm.falsePositives ?? 0);
    expect(all).toBe(coverage.predictions);
  });

  it('has the areas that the runs have as metrics', async () => {
    const { classification } = await explain('sold');
    const { roc, precisionRecall } = classification!.curves.areas;
    expect(classification?.curves.positive).toBe('yes');
    expect(roc.twin.mean).toBeCloseTo(meanMetric('single-task:sold', 'sold', 'auroc'), 6);
    expect(roc.arm.mean).toBeCloseTo(meanMetric('equal', 'sold', 'auroc'), 6);
    expect(precisionRecall.arm.mean).toBeCloseTo(meanMetric('equal', 'sold', 'average-precision'), 6);
  });

  it('has at one half the rates of the confusion matrix', async () => {
    const { classification } = await explain('sold');
    const half = classification?.curves.thresholds.find(({ threshold }) => threshold === 0.5);
    const [[trueNegatives, falsePositives], [falseNegatives, truePositives]] = classification!.confusion.arm as [
      [number, number],
      [number, number],
    ];
    expect(half?.arm).toMatchObject({ trueNegatives, falsePositives, falseNegatives, truePositives });
  });

  it('looks at any class against the rest, and refuses one that there is not', async () => {
    const villa = await test.call('explain.class', { studyId, task: 'kind', arm: 'equal', positive: 'villa' });
    expect(villa.positive).toBe('villa');
    expect(villa.figures.roc.subtitle).toContain('‘villa’ against the rest');
    for (const [task, positive] of [
      ['kind', 'castle'],
      ['price', 'villa'],
    ] as const) {
      const refused = test.call('explain.class', { studyId, task, arm: 'equal', positive });
      await expect(refused).rejects.toMatchObject({ code: 'bad-option' });
    }
  });
});

describe('what every explanation has', () => {
  it('is the comparison of the primary metric with findings, and the cosines of all tasks', async () => {
    const { why, relations } = await explain('sold');
    const { comparison } = await test.call('comparison.get', { studyId, baseline: null, metric: null });
    expect(why.comparison).toEqual(comparison.rows.find((row) => row.task === 'sold' && row.arm === 'equal'));
    expect(why.findings.map(({ about }) => about)).toEqual(['gradients', 'labels', 'weights', 'scales']);
    expect(why.findings[1]?.sentence).toContain('the others: price 240');
    expect(relations?.table.rows).toHaveLength(3);
  });

  it('are cohorts of every input that can be divided, by the primary metric', async () => {
    const { cohorts } = await explain('price');
    expect(cohorts.leftOut).toEqual(['note']);
    expect(new Set(cohorts.cohorts.map(({ column }) => column))).toEqual(new Set(['size', 'site']));
    expect(cohorts.cohorts.map(({ level }) => level)).toEqual(expect.arrayContaining(['north', 'south']));
    const differences = cohorts.cohorts.flatMap(({ comparison }) => comparison.difference ?? []);
    expect(differences).toEqual(differences.toSorted((a, b) => a - b));
    expect(cohorts.cohorts.every(({ comparison }) => comparison.metric === cohorts.metric)).toBe(true);
    expect(cohorts.sentence).toContain('does not say that there is none');
  });

  it('is there for an alternative too, which has neither weights nor gradients', async () => {
    const { why, relations, coverage } = await explain('kind', 'linear');
    expect(coverage.replicates).toBe(6);
    expect(relations).toBeNull();
    expect(why.findings.find(({ about }) => about === 'weights')?.cause).toBeNull();
  });

  it('is refused for a task, an arm or a study that there is not', async () => {
    await expect(explain('rent')).rejects.toMatchObject({ code: 'bad-option' });
    await expect(explain('price', 'pcgrad')).rejects.toMatchObject({ code: 'bad-option' });
    await expect(explain('price', 'single-task:price')).rejects.toMatchObject({ code: 'bad-option' });
    const unknown = test.call('explain.get', { studyId: 'none', task: 'price', arm: 'equal' });
    await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
  });
});
