import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictionSchema } from '../../../src-main/contract/prediction.ts';
import { runTandem, samples } from './command-line.ts';

const timeoutMs = 240_000;
const source = path.join(samples, 'help-desk', 'help-desk.csv');

describe('tandem predict', () => {
  let workspace: string;
  let studyId: string;
  let file: string;

  beforeAll(async () => {
    workspace = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
    const settings = ['--splits', '2', '--epochs', '10', '--widths', '16', '--encode', 'message=word-vectors'];
    const tasks = ['--task', 'urgent', '--task', 'tone', '--arm', 'equal', '--arm', 'equal;stage.loss=twin'];
    const { code, errors } = await runTandem(['run', source, ...tasks, ...settings, '--workspace', workspace]);
    expect(code, errors).toBe(0);
    studyId = /Study (\S+):/.exec(errors)?.[1] ?? '';
    file = path.join(workspace, 'new.csv');
    const topics = ['billing', 'never heard of'];
    writeFileSync(
      file,
      ['id,topic,message', ...topics.map((topic, row) => `N${row},${topic},please help now`)].join('\n'),
    );
  }, timeoutMs);

  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  it(
    'prints, writes CSV and JSON of the same rows, and says where they drift',
    async () => {
      const [csv, json] = [path.join(workspace, 'out.csv'), path.join(workspace, 'out.json')];
      const args = ['predict', studyId, file, '--arm', 'equal', '--out', csv, '--json', json];
      const { code, out, errors } = await runTandem([...args, '--workspace', workspace]);
      expect(code, errors).toBe(0);
      const prediction = predictionSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
      const [urgent, tone] = prediction.tasks;
      expect(prediction.names).toEqual([{ column: 'id', values: ['N0', 'N1'] }]);
      expect([urgent?.type, tone?.type]).toEqual(['binary', 'multiclass']);
      const [head, first] = readFileSync(csv, 'utf8').split('\r\n');
      expect(head).toContain('row,id,urgent,P(urgent = no),P(urgent = yes),urgent spread,tone,P(tone = ');
      expect(first?.split(',').slice(0, 3)).toEqual(['1', 'N0', urgent?.values[0]]);
      expect(prediction.drift).toMatchObject([{ kind: 'unseen-label', column: 'topic', example: { row: 2 } }]);
      expect(out).toContain('Drift: topic has labels that no training row has in 1 row (50.0 %)');
      expect(out).toContain(`Saved ${csv}`);
      expect(out).toContain('not how far they are from the truth');
    },
    timeoutMs,
  );

  it(
    'takes a task from another arm',
    async () => {
      const args = ['predict', studyId, file, '--arm', 'equal', '--arm', 'tone=single-task', '--json'];
      const { code, out, errors } = await runTandem([...args, '--workspace', workspace]);
      expect(code, errors).toBe(0);
      const { tasks } = predictionSchema.parse(JSON.parse(out));
      expect(tasks.map(({ arm }) => arm)).toEqual(['equal', 'single-task:tone']);
    },
    timeoutMs,
  );

  it(
    'takes an arm as run was given it, and gives CSV alone to standard output',
    async () => {
      const args = ['predict', studyId, file, '--arm', 'equal;stage.loss=twin', '--out', '-'];
      const { code, out, errors } = await runTandem([...args, '--workspace', workspace]);
      expect(code, errors).toBe(0);
      expect(out.trimEnd().split('\r\n')).toHaveLength(3);
      expect(out.startsWith('row,id,urgent,')).toBe(true);
      expect(errors).toContain('Drift: topic has labels that no training row has');
    },
    timeoutMs,
  );

  it(
    'takes an input that is not there as missing where it is asked to, and says so',
    async () => {
      const short = path.join(workspace, 'short.csv');
      writeFileSync(short, 'id,topics,message\nN1,billing,please help\n');
      const json = path.join(workspace, 'short.json');
      const args = ['predict', studyId, short, '--arm', 'equal', '--fill-missing', '--json', json];
      const { code, out, errors } = await runTandem([...args, '--workspace', workspace]);
      expect(code, errors).toBe(0);
      expect(out).toContain(
        'Warning: inputs not in the file and read as missing in every row: topic (did you mean topics?',
      );
      const { absent } = predictionSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
      expect(absent).toMatchObject([{ column: 'topic', near: 'topics' }]);
    },
    timeoutMs,
  );

  it(
    'refuses what it cannot predict',
    async () => {
      const bad = path.join(workspace, 'bad.csv');
      writeFileSync(bad, 'id,massage,topic\nN1,hello,billing\n');
      const cases: [string[], number, string][] = [
        [[studyId, file], 2, 'missing --arm ARM; choose one of equal, equal;stage.loss=3, single-task'],
        [[studyId, file, '--arm', 'mgda'], 2, 'unknown arm'],
        [[studyId, file, '--arm', 'tone=equal'], 2, 'missing --arm ARM for urgent; choose one of'],
        [[studyId, file, '--arm', 'tone=equal', '--arm', 'tone=single-task'], 2, '--arm is given twice for tone'],
        [[studyId, file, '--arm', 'equal', '--out', file], 2, 'it is read by this command'],
        [[studyId, file, '--arm', 'equal', '--out', `${bad}x`, '--json', `${bad}x`], 2, 'both write to'],
        [[studyId, file, '--arm', 'equal', '--arm', 'single-task'], 2, '--arm is given twice for all tasks'],
        [[studyId, bad, '--arm', 'equal'], 3, "missing input column 'message' (did you mean massage?)"],
        [[studyId, bad, '--arm', 'equal'], 3, 'count as missing values (--fill-missing)'],
        [[studyId, path.join(workspace, 'none.csv'), '--arm', 'equal'], 3, 'missing file'],
        [[studyId, file, '--arm', 'equal', '--embed', 'message=m.onnx;scaling=unit'], 2, '--embed takes no scaling'],
        [
          [studyId, file, '--arm', 'equal', '--embed', `message=${file}`],
          2,
          "no input of the study was made of 'message'",
        ],
        [['none', file, '--arm', 'equal'], 2, 'unknown study'],
      ];
      for (const [args, wanted, message] of cases) {
        const { code, errors } = await runTandem(['predict', ...args, '--workspace', workspace]);
        expect([code, errors]).toEqual([wanted, expect.stringContaining(message)]);
      }
    },
    timeoutMs,
  );
});
