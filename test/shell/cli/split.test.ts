import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
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

  it('splits files that are stacked as one', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-split-test-'));
    try {
      const rows = (from: number): string[] =>
        Array.from({ length: 60 }, (_, row) => `${(from + row) / 8},${(row * 7) % 11},${(row * 5) % 13}`);
      const [first, second] = [path.join(folder, 'a.csv'), path.join(folder, 'b.csv')];
      writeFileSync(first, ['x,y,z', ...rows(0)].join('\n'));
      writeFileSync(second, ['x,y,z', ...rows(60)].join('\n'));
      const args = ['split', first, '--with', second, '--task', 'y:regression', '--task', 'z:regression'];
      const { code, out, errors } = await runTandem([...args, '--splits', '1', '--json']);
      expect(errors).toContain('b.csv is rows 61 to 120');
      expect(code).toBe(0);
      const { splits } = JSON.parse(out) as Printed;
      const all = splits.flatMap(({ rows: parts }) => [...parts.train, ...parts.validation, ...parts.test]);
      expect(all.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 120 }, (_, row) => row));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([['as a table'], ['as JSON', '--json']])('refuses data without an input, %s', async (_, ...more) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-split-test-'));
    try {
      const file = path.join(folder, 'bare.csv');
      writeFileSync(
        file,
        ['y,z', ...Array.from({ length: 60 }, (__, row) => `${(row * 7) % 11},${row / 8}`)].join('\n'),
      );
      const { code, out, errors } = await runTandem(['split', file, '--task', 'y', '--task', 'z', ...more]);
      expect([code, out]).toEqual([3, '']);
      expect(errors).toContain(`${file}: no column has the role input; mark at least one column`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
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

  it('refuses a column that the data lacks, and what the kind of split does not know', async () => {
    const cases: [string[], number, string][] = [
      [['--split', 'group:sampel'], 3, "has no column 'sampel'; did you mean 'sample'?"],
      [['--folds', '3'], 2, '--folds goes with --split k-fold'],
      [['--split', 'random', '--gap', '0.1'], 2, '--gap goes with --split time:COL, not random'],
    ];
    for (const [given, wanted, message] of cases) {
      const { code, errors } = await runTandem(['split', soil, ...tasks, ...given]);
      expect([code, errors]).toEqual([wanted, expect.stringContaining(message)]);
    }
  });

  it('refuses what leaves a task without labels, with the options of a split that does not', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-split-'));
    const file = path.join(folder, 'seldom.csv');
    const rows = Array.from({ length: 120 }, (_, row) => {
      const wear = row < 60 && row % 8 === 0 ? String(row * 0.7) : '';
      return [
        Math.sin(row),
        Math.cos(3 * row),
        wear,
        `2024-01-${String(1 + Math.floor(row / 5)).padStart(2, '0')}`,
      ].join();
    });
    writeFileSync(file, ['x,size,wear,day', ...rows].join('\n'));
    const args = ['split', file, '--task', 'size', '--task', 'wear:regression', '--json'];
    try {
      const refused = JSON.parse((await runTandem([...args, '--split', 'time:day'])).out) as Printed;
      expect(JSON.stringify(refused.problems)).toContain('"proposal":{"split":{"kind":"stratified-tasks"');
      const printed = await runTandem([...args.slice(0, -1), '--split', 'time:day']);
      const [, options = ''] = /tried and works: (.*?) \(/.exec(printed.out) ?? [];
      expect(options).toBe('--split stratified-tasks --splits 10');
      const { problems } = JSON.parse((await runTandem([...args, ...options.split(' ')])).out) as Printed;
      expect(JSON.stringify(problems)).not.toContain('"severity":"error"');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
