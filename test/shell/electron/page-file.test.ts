import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerPageRequest } from '../../../src-main/shell/electron/page-file.ts';

let parent = '';
let folder = '';

beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'tandem-page-'));
  folder = path.join(parent, 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), '<title>page</title>');
  writeFileSync(path.join(folder, 'assets', 'a b.js'), 'ok');
  writeFileSync(path.join(folder, 'assets', 'notes.exe'), 'no');
  writeFileSync(path.join(parent, 'secret.json'), '{}');
  mkdirSync(path.join(parent, 'renderer-other'));
  writeFileSync(path.join(parent, 'renderer-other', 'secret.json'), '{}');
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

function get(url: string, method = 'GET'): Promise<Response> {
  return answerPageRequest(folder, { url, method });
}

it('serves the page with its policy', async () => {
  const answer = await get('tandem://app/');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('<title>page</title>');
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe-eval|https?:/);
});

it('serves files below it, whatever their names', async () => {
  expect(await (await get('tandem://app/assets/a%20b.js?v=1')).text()).toBe('ok');
});

it.each([
  'tandem://app/../secret.json',
  'tandem://app/%2e%2e/secret.json',
  'tandem://app/..%2fsecret.json',
  'tandem://app/..%5csecret.json',
  'tandem://app/..%2frenderer-other%2fsecret.json',
  'tandem://app/%00',
  'tandem://app/%',
  'tandem://app/assets',
  'tandem://app/assets/notes.exe',
  'tandem://app/missing.js',
  'tandem://other/index.html',
])('finds nothing at %s', async (url) => {
  expect((await get(url)).status).toBe(404);
});

it('answers reading alone', async () => {
  expect((await get('tandem://app/', 'POST')).status).toBe(405);
});
