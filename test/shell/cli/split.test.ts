import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTandem, samples } from './command-line.ts';

const soil = path.join(samples, 'soil-laboratory', 'soil-laboratory.csv');
const tasks = ['--task', 'clay_percent', '--task', 'carbon_percent'];

interface Printed {
  readonly splits: readonly {
    readonly train: number;
    readonly test: number;
    readonly labels: readonly { readonly task: string; readonly train: number; readonly test: number }[];
    readonly rows: Readonly<Record<'train' | 'validation' | 'test', readonly number[]>>;
  }[];
  readonly problems: readonly unknown[];
}

describe('split', () => {
  it('gives the row indices of every part, with the labels of all tasks in proportion', async () => {
    const args = ['split', soil, ...tasks, '--split', 'stratified-tasks', '--splits', '2', '--json'];
    const { code, out, errors } = await runTandem(args);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const { splits, problems } = JSON.parse(out) as Printed;
    expect(problems).toEqual([]);
    expect(splits).toHaveLength(2);
    for (const { train, test, labels, rows } of splits) {
      expect(rows.train).toHaveLength(train);
      const all = [...rows.train, ...rows.validation, ...rows.test];
      expect(new Set(all).size).toBe(all.length);
      for (const label of labels) expect(label.test / label.train).toBeCloseTo(test / train, 1);
    }
  });

  it('prints the parts of folds, and refuses splits that are no whole repeats', async () => {
    const printed = await runTandem(['split', soil, ...tasks, '--split', 'k-fold', '--folds', '3']);
    expect(printed.code).toBe(0);
    expect(printed.out.split('\n').filter((line) => line.includes(' test '))).toHaveLength(3);
    const refused = await runTandem(['split', soil, ...tasks, '--split', 'k-fold', '--folds', '3', '--splits', '4']);
    expect(refused.code).toBe(3);
    expect(refused.errors).toContain('use 3 splits');
  });
});
