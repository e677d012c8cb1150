import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparisonSchema, verdictSchema } from '../../../src-main/contract/comparison.ts';
import { datasetDescriptionSchema } from '../../../src-main/contract/dataset.ts';
import { explanationSchema } from '../../../src-main/contract/explain.ts';
import { statusSchema } from '../../../src-main/contract/application.ts';
import { findChromium } from '../../../src-main/service/print-pdf.ts';
import { createTemporaryFolder } from '../../store/temporary-folder.ts';
import { runTandem, samples } from './command-line.ts';

const pump = path.join(samples, 'pump-monitor', 'pump-monitor.csv');

function write(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A quick study: two tasks, three splits, few epochs. */
const quick = ['--task', 'vibration', '--task', 'fouled:binary', '--splits', '3', '--epochs', '6', '--widths', '8'];

const manyTasks = Array.from({ length: 17 }, (_, task) => ['--task', `t${task}`]).flat();

describe('wrong use', () => {
  for (const [args, message] of [
    [[], 'tandem <verb>'],
    [['runn'], 'did you mean run?'],
    [['run', 'a.csv', '--taks', 'x'], 'did you mean --task?'],
    [['run'], 'missing the data'],
    [['run', 'a.csv'], 'missing --task'],
    [['run', 'a.csv', '--task'], 'missing NAME[:TYPE] after --task'],
    [['run', 'a.csv', '--task', 'a', '--task', 'a'], 'twice'],
    [['run', 'a.csv', 'b.csv', '--task', 'a'], 'unknown argument: b.csv'],
    [['run', 'a.csv', ...manyTasks], 'at most 16'],
    [['run', 'a.csv', '--task', 'a', '--name', 'n'.repeat(201)], '1 to 200 characters'],
    [['run', 'a.csv', '--task', 'a', '--arm', 'gradnorm;alpha=1;alpha=2'], 'alpha is given twice'],
    [['run', 'a.csv', '--task', 'a', '--json', 'test'], 'name a file'],
    [['run', 'a.csv', '--task', 'a', '--splits', 'many'], 'invalid --splits'],
    [['run', 'a.csv', '--task', 'a', '--splits', '2.5'], 'whole number'],
    [['run', 'a.csv', '--task', 'a', '--split', 'group'], 'group:COL'],
    [['run', 'a.csv', '--task', 'a', '--arm', 'gradnrom'], 'did you mean gradnorm?'],
    [['run', 'a.csv', '--task', 'a', '--arm', 'equal;a=b'], 'must be a number'],
    [['run', 'a.csv', '--task', 'a', '--sharing', 'hrad'], 'did you mean hard?'],
    [['run', 'a.csv', '--task', 'a', '--engine', 'xal'], 'did you mean xla?'],
    [['run', 'a.csv', '--task', 'a', '--report', 'r.txt'], '.html or .pdf'],
    [['run', '--resume', 'x', '--task', 'a'], 'cannot be given'],
    [['run', 'study.json', '--epochs', '3'], 'cannot be given'],
    [['describe'], 'missing the file'],
    [['balance', 'pcgrad'], 'missing --jacobian'],
    [['report'], 'missing the id'],
    [['explain'], 'missing the id'],
  ] as const) {
    it(`is refused: tandem ${args.join(' ')}`, async () => {
      const workspace = path.join(createTemporaryFolder(), 'w');
      const { code, out, errors } = await runTandem([...args], { TANDEM_WORKSPACE: workspace });
      expect(code).toBe(2);
      expect(out + errors).toContain(message);
      expect(existsSync(workspace) ? readdirSync(path.join(workspace, 'datasets')) : []).toEqual([]);
    });
  }

  it('is told in JSON where JSON is asked for', async () => {
    const { code, errors } = await runTandem(['describe', '--json', 'out.json', '--jsno']);
    expect(code).toBe(2);
    expect(JSON.parse(errors)).toMatchObject({
      code: 'wrong-use',
      message: expect.stringContaining('--json') as string,
    });
  });
});

describe('bad input', () => {
  it('names file, row and column, and leaves nothing in the workspace', async () => {
    const folder = createTemporaryFolder();
    const workspace = path.join(folder, 'w');
    const oneClass = write(folder, 'one-class.csv', `a,b\n${'1.5,yes\n2.5,yes\n'.repeat(40)}`);
    const cases: [string[], string][] = [
      [['run', path.join(folder, 'none.csv'), '--task', 'a'], 'none.csv'],
      [['run', write(folder, 'empty.csv', ''), '--task', 'a'], 'empty.csv'],
      [['run', folder, '--task', 'a'], 'not a file'],
      [['run', oneClass, '--task', 'b'], "'b'"],
      [['run', oneClass, '--task', 'c'], "no column 'c'"],
      [['run', oneClass, '--task', 'a', '--ignore', 'd'], "no column 'd'"],
      [['run', pump, '--task', 'fouled:regression'], 'fouled'],
      [['run', write(folder, 'study.json', '{"version": 1}'), '--workspace', workspace], 'study.json'],
      [['run', write(folder, 'broken.json', '{'), '--workspace', workspace], 'broken.json'],
      [['run', write(folder, 'newer.json', '{"version": 7, "study": {}}')], 'newer.json'],
      [
        ['run', write(folder, 'changed.json', '{"version": 1, "study": {}, "data": 5}')],
        'invalid data in changed.json',
      ],
    ];
    for (const [args, message] of cases) {
      const { code, errors } = await runTandem(args, { TANDEM_WORKSPACE: workspace });
      expect([1, 3], errors).toContain(code);
      expect(errors).toContain(message);
    }
    expect(readdirSync(path.join(workspace, 'datasets'))).toEqual([]);
    const { out } = await runTandem(['studies', '--json', '--workspace', workspace]);
    expect(JSON.parse(out)).toEqual([]);
  });

  it('takes a column by its whole name before it reads a type from it', async () => {
    const folder = createTemporaryFolder();
    const workspace = path.join(folder, 'w');
    const rows = Array.from({ length: 8 }, (_, row) => `${row},1,${row % 2}`).join('\n');
    const colons = write(folder, 'colons.csv', `x,flow:regression,flow\n${rows}\n`);
    const constant = await runTandem([
      'run',
      colons,
      '--task',
      'flow:regression',
      '--task',
      'x',
      '--workspace',
      workspace,
    ]);
    expect(constant.errors).toContain("'flow:regression'");
    const typed = await runTandem(['run', colons, '--task', 'flow:regresion', '--task', 'x', '--workspace', workspace]);
    expect(typed).toMatchObject({ code: 2 });
    expect(typed.errors).toContain('invalid type of the task flow');
  });

  it('of scores and gradients is refused with its place', async () => {
    const folder = createTemporaryFolder();
    const scores = write(folder, 's.csv', 'arm,split,seed,task,metric,value\na,0,0,t,rmse,1\na,1,0,t,rmse,bad\n');
    const compared = await runTandem(['compare', scores]);
    expect(compared).toMatchObject({ code: 3 });
    expect(compared.errors).toContain('s.csv, row 3, column value');
    const jacobian = write(folder, 'j.json', '[[1, 2], [3]]');
    const balanced = await runTandem(['balance', 'pcgrad', '--jacobian', jacobian, '--json']);
    expect(balanced).toMatchObject({ code: 3, out: '' });
    expect(JSON.parse(balanced.errors)).toMatchObject({ code: 'bad-data' });
  });
});

describe('describe', () => {
  it('writes the columns of a file, in words and as JSON', async () => {
    const file = write(createTemporaryFolder(), 'houses.csv', 'size;price;kind\n1,5;10;a\n2,5;;b\n3,5;30;a\n');
    const said = await runTandem(['describe', file]);
    expect(said).toMatchObject({ code: 0, errors: '' });
    expect(said.out).toContain('3 rows, 3 columns');
    const { out } = await runTandem(['describe', '--json', file]);
    const description = datasetDescriptionSchema.parse(JSON.parse(out));
    expect(description.rows).toBe(3);
    expect(description.columns.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ['size', 'numeric', 0],
      ['price', 'numeric', 1],
      ['kind', 'categorical', 0],
    ]);
  });
});

describe('balance', () => {
  it('gives the weights of a worked example', async () => {
    const folder = createTemporaryFolder();
    const file = write(folder, 'j.json', '[[-4, 1, 1], [6, 1, 1]]');
    const { code } = await runTandem([
      'balance',
      'pcgrad',
      '--jacobian',
      file,
      '--json',
      path.join(folder, 'out.json'),
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8')) as Record<string, number[]>;
    expect(result['gramian']).toEqual([
      [18, -22],
      [-22, 38],
    ]);
    // g1 + g2 minus the conflicting parts: 1 + 22 / 18 and 1 + 22 / 38
    expect(result['weights']?.[0]).toBeCloseTo(1 + 22 / 18, 5);
    expect(result['weights']?.[1]).toBeCloseTo(1 + 22 / 38, 5);
    expect(result['step']).toBe(1);
  });

  it('says of a method that remembers which step its weights are of', async () => {
    const folder = createTemporaryFolder();
    const file = write(folder, 'j.json', '{"jacobian": [[-4, 1, 1], [6, 1, 1]], "losses": [1, 1]}');
    const remembering = await runTandem(['balance', 'moco', '--jacobian', file]);
    expect(remembering.out).toContain('step 2, as it remembers: these gradients came at every step before, too');
    const plain = await runTandem(['balance', 'mgda', '--jacobian', file]);
    expect(plain.out).not.toContain('step ');
  });
});

describe('compare', () => {
  it('pairs scores from anywhere', async () => {
    const folder = createTemporaryFolder();
    const lines = ['arm,split,seed,task,metric,value,n_train,n_test'];
    const gains = [0.05, 0.06, 0.04, 0.055, 0.045, 0.05];
    gains.forEach((gain, split) => {
      lines.push(`single-task,${split},0,t,auroc,${0.7 + split / 100},80,20`);
      lines.push(`mtl,${split},0,t,auroc,${0.7 + split / 100 + gain},80,20`);
    });
    const file = write(folder, 'scores.csv', `${lines.join('\n')}\n`);
    const { code, out } = await runTandem(['compare', file, '--baseline', 'single-task', '--rope', '0.01', '--json']);
    expect(code).toBe(0);
    const comparison = comparisonSchema.parse(JSON.parse(out));
    const [row] = comparison.rows;
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    const sd = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1));
    expect(row?.difference).toBeCloseTo(mean, 10);
    expect(row?.t).toBeCloseTo(mean / (sd * Math.sqrt(1 / 6 + 20 / 80)), 8);
    expect(row).toMatchObject({ arm: 'mtl', reading: 'better', wins: 6, losses: 0 });
  });
});

describe('what there is', () => {
  it('keeps standard output to JSON, however it is named', async () => {
    const { code, out } = await runTandem(['methods', '--json', '/dev/stdout']);
    expect(code).toBe(0);
    expect(out).toBe((await runTandem(['methods', '--json'])).out);
  });

  it('is listed: methods with their formulas', async () => {
    const { code, out } = await runTandem(['methods', '--json']);
    expect(code).toBe(0);
    const ids = (JSON.parse(out) as { methods: { id: string; formula: string }[] }).methods.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['equal', 'static', 'uncertainty', 'gradnorm', 'pcgrad']));
  });

  it('is told by the doctor, also while the workspace is in use', async () => {
    const { code, out } = await runTandem(['doctor', '--json', '--workspace', createTemporaryFolder()]);
    expect(code).toBe(0);
    expect(statusSchema.parse(JSON.parse(out)).node).toBe(process.versions.node);
  });
});

describe('explain', () => {
  it('prints findings, errors, rows and cohorts, writes what its schema says, and refuses what the study has not', async () => {
    const folder = createTemporaryFolder();
    const workspace = path.join(folder, 'w');
    const first = await runTandem(['run', pump, ...quick, '--workspace', workspace, '--json']);
    const { study } = JSON.parse(first.out) as { study: { id: string } };
    const ask = (...args: string[]) => runTandem(['explain', study.id, '--workspace', workspace, ...args]);

    const printed = await ask();
    expect(printed.code, printed.errors).toBe(0);
    expect(printed.out).toContain('vibration with equal, beside its single-task twin');
    expect(printed.out).toContain('Residuals (observed less predicted)');
    expect(printed.out).toContain('Confusion of the twin');
    expect(printed.out).toContain('Test rows choose nothing');

    const out = path.join(folder, 'why.json');
    const written = await ask('--task', 'fouled', '--arm', 'equal', '--json', out);
    expect(written.code, written.errors).toBe(0);
    const { explanations } = JSON.parse(readFileSync(out, 'utf8')) as { explanations: unknown[] };
    expect(explanations).toHaveLength(1);
    expect(explanationSchema.parse(explanations[0])).toMatchObject({ task: 'fouled', arm: 'equal', regression: null });

    for (const [args, message] of [
      [['--task', 'fouledd'], 'did you mean fouled?'],
      [['--arm', 'pcgrad'], 'the study has equal'],
    ] as const) {
      const refused = await ask(...args);
      expect(refused.code).toBe(2);
      expect(refused.errors).toContain(message);
    }
    const unknown = await runTandem(['explain', 'nothing', '--workspace', workspace]);
    expect(unknown.code).toBe(2);
    expect(unknown.errors).toContain('unknown study');
  }, 180_000);
});

describe('run', () => {
  it('writes what its schema says, a report, and a study file that repeats to the same numbers', async () => {
    const folder = createTemporaryFolder();
    const [workspace, out, page] = ['w', 'out.json', 'report.html'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    const first = await runTandem(['run', pump, ...quick, '--workspace', workspace, '--json', out, '--report', page]);
    expect(first.code, first.errors).toBe(0);
    expect(first.out).toMatch(/vibration +rmse +Equal weights/);
    const result = JSON.parse(readFileSync(out, 'utf8')) as {
      study: { id: string };
      runs: { arm: string; status: string; metrics: Record<string, Record<string, number>> }[];
      comparison: unknown;
      verdict: unknown;
    };
    comparisonSchema.parse(result.comparison);
    verdictSchema.parse(result.verdict);
    // two twins and one arm on three splits
    expect(result.runs).toHaveLength(9);
    expect(result.runs.every(({ status }) => status === 'completed')).toBe(true);
    expect(Object.keys(result.runs.find(({ arm }) => arm === 'equal')?.metrics ?? {})).toEqual(['vibration', 'fouled']);
    expect(readFileSync(page, 'utf8')).toContain('<!doctype html>');

    const file = path.join(folder, 'study.json');
    const exported = await runTandem(['export', result.study.id, file, '--workspace', workspace]);
    expect(exported.code).toBe(0);
    const elsewhere = path.join(folder, 'elsewhere');
    const lost = await runTandem(['run', file, '--workspace', elsewhere]);
    expect(lost).toMatchObject({ code: 3 });
    expect(lost.errors).toContain('--data FILE');
    const other = path.join(samples, 'soil-laboratory', 'soil-laboratory.csv');
    expect((await runTandem(['run', file, '--data', other, '--workspace', elsewhere])).code).toBe(3);
    const again = path.join(folder, 'again.json');
    const repeated = await runTandem(['run', file, '--data', pump, '--workspace', elsewhere, '--json', again]);
    expect(repeated.code, repeated.errors).toBe(0);
    const { runs } = JSON.parse(readFileSync(again, 'utf8')) as { runs: unknown };
    expect(runs).toEqual(result.runs);
  }, 180_000);

  it('is told what the import read as missing', async () => {
    const folder = createTemporaryFolder();
    const lines = Array.from({ length: 40 }, (_, row) => `${row},${row === 7 ? 'inf' : row * 2},${row % 9},${row % 7}`);
    const odd = write(folder, 'odd.csv', `x,a,b,c\n${lines.join('\n')}\n`);
    const options = ['--splits', '1', '--seeds', '1', '--epochs', '1', '--workspace', path.join(folder, 'w')];
    const { code, errors } = await runTandem([
      'run',
      odd,
      '--task',
      'a:regression',
      '--task',
      'b:regression',
      ...options,
    ]);
    expect(code, errors).toBe(0);
    expect(errors).toMatch(/odd\.csv: column 'a': one value is not numeric .*row 9: inf/);
    expect(errors).toContain("'x' looks like an identifier");
    const forced = await runTandem(['run', odd, '--task', 'a', '--task', 'b', '--input', 'a', ...options]);
    expect(forced).toMatchObject({ code: 2 });
    expect(forced.errors).toContain('a is a task and an input');
  }, 60_000);

  it('is refused a workspace in use, with what to do', async () => {
    const workspace = createTemporaryFolder();
    const { openWorkspace } = await import('../../../src-main/store/workspace.ts');
    const held = openWorkspace(workspace);
    const { code, errors } = await runTandem(['studies', '--workspace', workspace]);
    held.close();
    expect(code).toBe(1);
    expect(errors).toContain('in use by another Tandem');
  });

  it('is refused a place that cannot be written to before any work', async () => {
    const folder = createTemporaryFolder();
    mkdirSync(path.join(folder, 'w'));
    const blocked = path.join(write(folder, 'file', ''), 'out.json');
    const { code, errors } = await runTandem([
      'run',
      pump,
      ...quick,
      '--workspace',
      path.join(folder, 'w'),
      '--json',
      blocked,
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(errors)).toMatchObject({ code: 'storage' });
  });
});

describe.runIf(findChromium() !== null)('report', () => {
  it('is printed as PDF', async () => {
    const folder = createTemporaryFolder();
    const workspace = path.join(folder, 'w');
    const out = path.join(folder, 'report.pdf');
    const { code, errors } = await runTandem(['run', pump, ...quick, '--workspace', workspace, '--report', out]);
    expect(code, errors).toBe(0);
    expect(readFileSync(out).toString('latin1', 0, 5)).toBe('%PDF-');
  }, 180_000);
});
