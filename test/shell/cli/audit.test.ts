import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditResultSchema } from '../../../src-main/contract/audit.ts';
import { createTemporaryFolder } from '../../store/temporary-folder.ts';
import { runTandem, samples } from './command-line.ts';

const pump = path.join(samples, 'pump-monitor', 'pump-monitor.csv');
const pumpTasks = ['--task', 'vibration', '--task', 'fouled:binary'];

/** The pump's readings with the vibration once more, in other units. */
function writeLeakyPump(folder: string): string {
  const [head = '', ...lines] = readFileSync(pump, 'utf8').trim().split('\n');
  const at = head.split(',').indexOf('vibration');
  const leaky = lines.map((line) => `${line},${(25.4 * Number(line.split(',')[at])).toFixed(2)}`);
  const file = path.join(folder, 'leaky.csv');
  writeFileSync(file, [`${head},vibration_in`, ...leaky].join('\n'));
  return file;
}

describe('tandem audit', () => {
  it('prints findings, presence and relations, and keeps nothing', async () => {
    const workspace = path.join(createTemporaryFolder(), 'w');
    const file = writeLeakyPump(createTemporaryFolder());
    const { code, out } = await runTandem(['audit', file, ...pumpTasks], { TANDEM_WORKSPACE: workspace });
    expect(code).toBe(0);
    expect(out).toContain("✕ red  target-among-inputs: input 'vibration_in' is task 'vibration' again");
    expect(out).toContain("mend: Ignore 'vibration_in'");
    expect(out).toMatch(/●\s+●\s+1200/);
    expect(() => readFileSync(path.join(workspace, 'tandem.db'))).toThrow();
  });

  it('writes JSON as the contract has it, with the tolerances given', async () => {
    const file = writeLeakyPump(createTemporaryFolder());
    const strict = await runTandem(['audit', file, ...pumpTasks, '--json']);
    const result = auditResultSchema.parse(JSON.parse(strict.out));
    expect(result.findings.filter(({ severity }) => severity === 'red').map(({ check }) => check)).toEqual([
      'target-among-inputs',
      'input-leakage',
    ]);
    const tolerances = ['--tolerance', 'target-among-inputs=off', '--tolerance', 'input-leakage=1'];
    const lax = await runTandem(['audit', file, ...pumpTasks, ...tolerances, '--json']);
    const { checks } = auditResultSchema.parse(JSON.parse(lax.out));
    expect(checks.filter(({ id }) => id === 'target-among-inputs' || id === 'input-leakage')).toMatchObject([
      { tolerance: { used: null } },
      { tolerance: { used: 1 } },
    ]);
  });

  it('audits files that are joined by a key as one', async () => {
    const folder = createTemporaryFolder();
    const [head = '', ...lines] = readFileSync(writeLeakyPump(folder), 'utf8').trim().split('\n');
    const at = head.split(',').indexOf('vibration');
    const labels = lines.map((line, row) => `${row};${line.split(',')[at] ?? ''}`);
    const inputs = lines.map((line, row) => `${row},${line.split(',').toSpliced(at, 1).join(',')}`);
    const [first, second] = [path.join(folder, 'inputs.csv'), path.join(folder, 'labels.txt')];
    writeFileSync(first, [`row,${head.split(',').toSpliced(at, 1).join(',')}`, ...inputs].join('\n'));
    writeFileSync(second, ['row;vibration', ...labels.slice(0, 1000)].join('\n'));
    const { code, out, errors } = await runTandem(['audit', first, '--with', second, '--key', 'row', ...pumpTasks]);
    expect(code).toBe(0);
    expect(errors).toContain('200 rows of inputs.csv have no row in labels.txt');
    expect(out).toContain("✕ red  target-among-inputs: input 'vibration_in' is task 'vibration' again");
    expect(out).toMatch(/●\s+●\s+1000/);
  });

  it('refuses import options with a study file', async () => {
    const study = path.join(createTemporaryFolder(), 'study.json');
    const { code, errors } = await runTandem(['audit', study, '--with', pump]);
    expect(code).toBe(2);
    expect(errors).toContain('--with cannot be given with a study file');
  });

  it('stands in the way of a run, and says how to go on', async () => {
    const file = writeLeakyPump(createTemporaryFolder());
    const workspace = createTemporaryFolder();
    const { code, errors } = await runTandem(['run', file, ...pumpTasks, '--workspace', workspace]);
    expect(code).toBe(3);
    expect(errors).toContain("'vibration_in'");
    expect(errors).toContain('--tolerance target-among-inputs=');
  });

  it('names the column that a misspelled task may mean', async () => {
    const { code, errors } = await runTandem(['audit', pump, '--task', 'vibratoin']);
    expect(code).toBe(3);
    expect(errors).toContain("did you mean 'vibration'?");
  });

  for (const [args, message] of [
    [['audit'], 'missing the data'],
    [['audit', pump], 'missing --task'],
    [['audit', pump, ...pumpTasks, '--tolerance', 'input-leak=1'], 'did you mean input-leakage?'],
    [['audit', pump, ...pumpTasks, '--tolerance', 'noise=many'], 'must be a number'],
    [['audit', pump, ...pumpTasks, '--epochs', '3'], 'unknown option'],
  ] as const) {
    it(`is refused: tandem ${args.map((word) => path.basename(word)).join(' ')}`, async () => {
      const { code, errors } = await runTandem([...args]);
      expect(code).toBe(2);
      expect(errors).toContain(message);
    });
  }
});
