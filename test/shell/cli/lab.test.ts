import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { labResultSchema, type LabResult } from '../../../src-main/contract/lab.ts';
import { runTandem } from './command-line.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tandem lab', () => {
  it('lists the scenarios with their questions and settings', async () => {
    const { code, out } = await runTandem(['lab']);
    expect(code).toBe(0);
    for (const name of ['subspace', 'soft-sharing', 'conflict', 'film', 'capacity']) expect(out).toContain(`${name}: `);
    expect(out).toContain('--set angle=30');
    const json = await runTandem(['lab', '--json']);
    expect((JSON.parse(json.out) as { name: string }[]).map(({ name }) => name)).toHaveLength(11);
  });

  it('trains one and writes what the closed form says, what was trained and what to notice', async () => {
    const file = path.join(folder, 'result.json');
    const args = ['lab', 'soft-sharing', '--set', 'noise=0', '--set', 'strength=0.5', '--set=replicates=4'];
    const { code, out, errors } = await runTandem([...args, '--json', file]);
    expect(code, errors).toBe(0);
    const result = labResultSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) satisfies LabResult;
    expect(result).toMatchObject({ name: 'soft-sharing', settings: { noise: 0, strength: 0.5, weight2: 3 } });
    const first = result.trained.find(({ series, x }) => series === 'task1' && x === 0.5)!;
    expect(first.mean).toBeCloseTo(12 / 11, 4);
    expect(first.n).toBe(4);
    expect(result.theory.find(({ series, x }) => series === 'task1' && x === 0.5)?.y).toBeCloseTo(12 / 11, 12);
    expect(out).toContain('closed form');
    expect(out).toContain(result.reading);
  });

  it('agrees between engines', async () => {
    const means: number[][] = [];
    for (const engine of ['xla', 'wasm']) {
      const { code, out, errors } = await runTandem([
        'lab',
        'film',
        '--set',
        'replicates=4',
        '--engine',
        engine,
        '--json',
      ]);
      expect(code, errors).toBe(0);
      const result = JSON.parse(out) as LabResult;
      expect(result.engine).toBe(engine);
      means.push(result.trained.map((point) => point.mean));
    }
    means[0]!.forEach((mean, index) => expect(means[1]![index]).toBeCloseTo(mean, 4));
  });

  it.each([
    [['lab', 'conflct'], 'did you mean conflict?'],
    [['lab', 'film', '--set', 'slop=1'], 'did you mean slope?'],
    [['lab', 'film', '--set', 'slope'], 'KEY=NUMBER'],
    [['lab', 'film', '--set', 'slope=high'], 'KEY=NUMBER'],
    [['lab', 'film', '--set', 'slope=2'], 'must be a number from -1 to 1: 2'],
    [['lab', 'film', '--set', 'rows=7.5'], 'must be a whole number from 5 to 200: 7.5'],
    [['lab', 'film', '--set', 'slope=0', '--set', 'slope=1'], 'given twice'],
    [['lab', '--set', 'slope=0'], 'name one'],
    [['lab', 'film', 'subspace'], 'unknown argument: subspace'],
    [['lab', 'film', '--engine', 'xal'], 'did you mean xla?'],
  ])('refuses %j', async (args, message) => {
    const { code, errors } = await runTandem(args);
    expect(code).toBe(2);
    expect(errors).toContain(message);
  });

  it('refuses in JSON where JSON is asked for', async () => {
    const { code, errors } = await runTandem(['lab', 'film', '--set', 'nosuch=1', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(errors)).toMatchObject({ code: 'bad-option' });
  });
});
