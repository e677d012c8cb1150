import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../../store/temporary-folder.ts';
import { runTandem, samples, startTandem, type Ended, type Started } from './command-line.ts';

const study = [
  ...['run', path.join(samples, 'pump-monitor', 'pump-monitor.csv'), '--task', 'vibration', '--task', 'fouled'],
  ...[
    '--arm',
    'equal',
    '--arm',
    'pcgrad',
    '--arm',
    'uncertainty',
    '--arm',
    'pcgrad;stage.loss=twin',
    '--splits',
    '3',
    '--seeds',
    '2',
  ],
  ...['--epochs', '160', '--patience', '60', '--widths', '32,16'],
];
const timeoutMs = 480_000;

/** What a study found, without its id, its times, and where it lay. */
function readFindings(file: string): unknown {
  const { runs, comparison, verdict, arms } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return { runs, comparison, verdict, arms };
}

/** How far a study has come: what it prints, or what it has written. */
type Moment = (started: Started, workspace: string) => Promise<void>;

function printed(text: string): Moment {
  return (started) => started.sees(text);
}

/** When the query counts any row of the workspace, or the command has ended. */
function written(query: string): Moment {
  return async (started, workspace) => {
    const ended = new AbortController();
    void started.ended.then(() => ended.abort());
    await started.sees('Training');
    const database = new Database(path.join(workspace, 'tandem.db'), { readonly: true });
    const statement = database.prepare<[], number>(query).pluck();
    while (!ended.signal.aborted && (statement.get() ?? 0) === 0) await pause(5);
    database.close();
  };
}

const moments: Readonly<Record<string, Moment>> = {
  'it compiles': printed('Compiling'),
  'it begins to train': printed('Training'),
  'its first epochs are written': written('SELECT count(*) FROM epoch'),
  'a checkpoint is written': written('SELECT count(*) FROM cohort WHERE checkpoint_epoch IS NOT NULL'),
  'its first runs are completed': written("SELECT count(*) FROM run WHERE status = 'completed'"),
  'what waits for twins is trained': written("SELECT count(*) FROM epoch WHERE cohort LIKE 'pcgrad;stage%'"),
  'it compares': printed('Comparing'),
};

describe('a study that is killed', () => {
  let uninterrupted: unknown;

  beforeAll(async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
    const out = path.join(folder, 'out.json');
    const { code, errors } = await runTandem([...study, '--workspace', path.join(folder, 'w'), '--json', out]);
    expect(errors).toContain('trainings in');
    expect(code).toBe(0);
    uninterrupted = readFindings(out);
    rmSync(folder, { recursive: true });
  }, timeoutMs);

  async function endAt(
    moment: Moment,
    args: readonly string[],
    workspace: string,
    signal: NodeJS.Signals = 'SIGKILL',
  ): Promise<Ended> {
    const started = startTandem([...args, '--workspace', workspace]);
    await moment(started, workspace);
    started.child.kill(signal);
    return started.ended;
  }

  /** The studies of the workspace hold this one alone. */
  async function readStudy(workspace: string): Promise<{ id: string; status: string } | undefined> {
    const { out } = await runTandem(['studies', '--json', '--workspace', workspace]);
    const listed = JSON.parse(out) as { id: string; status: string }[];
    expect(listed).toHaveLength(1);
    return listed[0];
  }

  /** What it finds after all; null where a machine was so fast that it had ended before it was killed. */
  async function resume(workspace: string): Promise<unknown> {
    const interrupted = await readStudy(workspace);
    if (interrupted?.status === 'completed') return null;
    expect(interrupted?.status).toBe('interrupted');
    const out = path.join(workspace, 'out.json');
    const args = ['run', '--resume', interrupted?.id ?? '', '--workspace', workspace, '--json', out];
    const { code, errors } = await runTandem(args);
    expect(code, errors).toBe(0);
    return readFindings(out);
  }

  it.each(Object.entries(moments))(
    'ends with the very same numbers (killed when %s)',
    async (_, moment) => {
      const workspace = createTemporaryFolder();
      await endAt(moment, study, workspace);
      expect([uninterrupted, null]).toContainEqual(await resume(workspace));
    },
    timeoutMs,
  );

  it(
    'may be killed again while it is resumed',
    async () => {
      const workspace = createTemporaryFolder();
      await endAt(printed('Training'), study, workspace);
      const first = await readStudy(workspace);
      if (first?.status !== 'completed') {
        await endAt(printed('Training'), ['run', '--resume', first?.id ?? ''], workspace);
      }
      expect([uninterrupted, null]).toContainEqual(await resume(workspace));
    },
    timeoutMs,
  );

  it(
    'keeps what is trained where the disk refuses more, and says how it goes on',
    async () => {
      const workspace = createTemporaryFolder();
      const started = startTandem([...study, '--workspace', workspace]);
      await started.sees('Training');
      // nothing is written while folder and file change places
      started.child.kill('SIGSTOP');
      for (const folder of readdirSync(path.join(workspace, 'runs'))) {
        const results = path.join(workspace, 'runs', folder);
        renameSync(results, `${results}.aside`);
        writeFileSync(results, 'no folder');
      }
      started.child.kill('SIGCONT');
      const { code, errors } = await started.ended;
      expect(errors).toMatch(/cannot write .*What is trained is kept; go on with: tandem run --resume \S+/);
      expect(code).toBe(1);
      for (const folder of readdirSync(path.join(workspace, 'runs')).filter((name) => name.endsWith('.aside'))) {
        const aside = path.join(workspace, 'runs', folder);
        rmSync(aside.slice(0, -'.aside'.length));
        renameSync(aside, aside.slice(0, -'.aside'.length));
      }
      expect(await resume(workspace)).toEqual(uninterrupted);
    },
    timeoutMs,
  );

  it(
    'says after a signal how it goes on, and does',
    async () => {
      const workspace = createTemporaryFolder();
      const { code, errors } = await endAt(printed('Training'), study, workspace, 'SIGINT');
      const isInterrupted = (await readStudy(workspace))?.status === 'interrupted';
      expect(code).toBe(isInterrupted ? 130 : 0);
      if (isInterrupted) expect(errors).toMatch(/tandem run --resume \S+/);
      expect([uninterrupted, null]).toContainEqual(await resume(workspace));
    },
    timeoutMs,
  );
});
