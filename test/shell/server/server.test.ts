import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { procedureNames } from '../../../src-main/contract/procedure.ts';
import { answerSchema, type Answer } from '../../../src-main/contract/shell.ts';
import { createService, type Service } from '../../../src-main/service/service.ts';
import { cookieName } from '../../../src-main/shell/server/caller.ts';
import { startServer, type LoopbackServer } from '../../../src-main/shell/server/server.ts';

let folder: string;
let service: Service;
let server: LoopbackServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
  const rendererFolder = path.join(folder, 'renderer');
  mkdirSync(path.join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html><title>Tandem</title>');
  writeFileSync(path.join(rendererFolder, 'assets', 'a.js'), 'export {};');
  writeFileSync(path.join(folder, 'secret.js'), 'secret');
  service = createService({ workspace: path.join(folder, 'workspace'), cache: path.join(folder, 'cache') });
  server = await startServer(service, { port: 0, rendererFolder, uploadLimitBytes: 1000 });
});

afterAll(async () => {
  await server.close();
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

interface Request {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Asks with exactly these headers: `fetch` would not let Host and Origin be forged. */
function ask({ method = 'GET', path: requestPath, headers = {}, body }: Request): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, method, path: requestPath, headers };
    const request = http.request(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

function host(): string {
  return `127.0.0.1:${server.port}`;
}

function genuine(): Record<string, string> {
  return {
    host: host(),
    origin: `http://${host()}`,
    cookie: `${cookieName(server.port)}=${server.token}`,
    'content-type': 'application/json',
  };
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

function toAnswer(reply: Reply): Answer {
  return answerSchema.parse(JSON.parse(reply.text));
}

const forgeries: readonly [string, (headers: Record<string, string>) => Record<string, string>][] = [
  ['a foreign host', (headers) => ({ ...headers, host: 'evil.example' })],
  ['a foreign host with this port', (headers) => ({ ...headers, host: `evil.example:${server.port}` })],
  ['a foreign origin', (headers) => ({ ...headers, origin: 'http://evil.example' })],
  ['the origin of another port', (headers) => ({ ...headers, origin: 'http://127.0.0.1:1' })],
  ['an origin of null', (headers) => ({ ...headers, origin: 'null' })],
  ['no origin', (headers) => without(headers, 'origin')],
  ['no token', (headers) => without(headers, 'cookie')],
  ['a wrong token', (headers) => ({ ...headers, cookie: `${cookieName(server.port)}=wrong` })],
  ['a request from another site', (headers) => ({ ...headers, 'sec-fetch-site': 'cross-site' })],
];

describe('every procedure', () => {
  for (const name of procedureNames) {
    it(`${name} refuses input that is not as described`, async () => {
      const input = { nonsense: true };
      const reply = await ask({
        method: 'POST',
        path: '/call',
        headers: genuine(),
        body: JSON.stringify({ name, input }),
      });
      expect(toAnswer(reply)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    });

    it(`${name} is refused to a forged caller`, async () => {
      const body = JSON.stringify({ name, input: {} });
      for (const [, forge] of forgeries) {
        const reply = await ask({ method: 'POST', path: '/call', headers: forge(genuine()), body });
        expect(reply.status).toBe(403);
        expect(toAnswer(reply)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      }
    });
  }
});

describe('every address', () => {
  for (const [what, forge] of forgeries) {
    it(`is refused to ${what}`, async () => {
      const requests: Request[] = [
        { method: 'POST', path: '/upload?name=a.csv', headers: forge(genuine()), body: 'a' },
        ...(what === 'no origin' ? [] : ['/', '/events', '/report/x.html', '/assets/a.js', '/nowhere']).map((each) => ({
          path: each,
          headers: forge(genuine()),
        })),
      ];
      for (const request of requests) {
        if (what === 'a request from another site' && request.path === '/') continue;
        expect((await ask(request)).status, request.path).toBe(403);
      }
    });
  }

  it('that is none is refused like any other', async () => {
    expect((await ask({ path: '//', headers: { host: host() } })).status).toBe(403);
    const broken = await ask({ path: '/%', headers: { host: host() } });
    expect(broken.status).toBe(400);
    expect(JSON.parse(broken.text)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(broken.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('says what a browser may do with it', async () => {
    for (const requestPath of ['/', '/nowhere']) {
      const { headers } = await ask({ path: requestPath, headers: genuine() });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe-eval');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});

describe('the page', () => {
  it('comes for the token in the address, with a cookie that scripts cannot read', async () => {
    const reply = await ask({ path: `/?token=${server.token}`, headers: { host: host() } });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('<title>Tandem</title>');
    expect(reply.headers['set-cookie']?.[0]).toMatch(/^tandem_token.*HttpOnly; SameSite=Strict$/);
  });

  it('is refused for another token, and the token opens nothing but the page', async () => {
    expect((await ask({ path: '/?token=wrong', headers: { host: host() } })).status).toBe(403);
    expect((await ask({ path: `/assets/a.js?token=${server.token}`, headers: { host: host() } })).status).toBe(403);
    const call = {
      method: 'POST',
      path: `/call?token=${server.token}`,
      headers: without(genuine(), 'cookie'),
      body: '{}',
    };
    expect((await ask(call)).status).toBe(403);
  });

  it('brings its files, and none from outside its folder', async () => {
    const reply = await ask({ path: '/assets/a.js', headers: genuine() });
    expect(reply.headers['content-type']).toContain('text/javascript');
    const outside = [
      '/../secret.js',
      '/%2e%2e/secret.js',
      '/assets/..%2f..%2fsecret.js',
      '/..%5csecret.js',
      '/assets',
      '/%00',
      '/%',
    ];
    for (const requestPath of outside) {
      const found = await ask({ path: requestPath, headers: genuine() });
      expect(found.status, requestPath).toBeGreaterThanOrEqual(400);
      expect(found.text).not.toBe('secret');
    }
  });
});

describe('calls', () => {
  it('are answered with values', async () => {
    const body = JSON.stringify({ name: 'application.changeSettings', input: { theme: 'dark' } });
    const changed = await ask({ method: 'POST', path: '/call', headers: genuine(), body });
    expect(toAnswer(changed)).toMatchObject({ ok: true, value: { theme: 'dark', significantDigits: 3 } });
    const again = JSON.stringify({ name: 'application.changeSettings', input: { significantDigits: 4 } });
    const after = await ask({ method: 'POST', path: '/call', headers: genuine(), body: again });
    expect(toAnswer(after)).toMatchObject({ ok: true, value: { theme: 'dark', significantDigits: 4 } });
  });

  it('are refused when broken, unknown, or for shells alone', async () => {
    const bodies = ['{', '[]', '{}', JSON.stringify({ name: 'study.gett', input: {} })];
    bodies.push(JSON.stringify({ name: 'host.registerFile', input: { path: '/etc/passwd' } }));
    bodies.push(JSON.stringify({ name: 'constructor', input: {} }));
    for (const body of bodies) {
      const reply = await ask({ method: 'POST', path: '/call', headers: genuine(), body });
      expect(toAnswer(reply)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    }
  });
});

describe('uploads', () => {
  const headers = () => ({ ...genuine(), 'content-type': 'application/octet-stream' });

  it('become files that the page may name by a token', async () => {
    const reply = await ask({
      method: 'POST',
      path: '/upload?name=..%2F..%2Fhouses.csv',
      headers: headers(),
      body: 'a,b\n1,2\n',
    });
    expect(toAnswer(reply)).toMatchObject({ ok: true, value: { name: 'houses.csv' } });
    expect(readdirSync(service.uploadsFolder)).toHaveLength(1);
  });

  it('leave nothing when they are too large', async () => {
    const before = readdirSync(service.uploadsFolder).length;
    const reply = await ask({
      method: 'POST',
      path: '/upload?name=a.csv',
      headers: headers(),
      body: Buffer.alloc(5000),
    });
    expect(toAnswer(reply)).toMatchObject({ ok: false, error: { code: 'too-large' } });
    expect(readdirSync(service.uploadsFolder)).toHaveLength(before);
  });

  it('need a name and the right type', async () => {
    const unnamed = await ask({ method: 'POST', path: '/upload', headers: headers(), body: 'a' });
    expect(toAnswer(unnamed)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    const typed = await ask({ method: 'POST', path: '/upload?name=a', headers: genuine(), body: '{}' });
    expect(toAnswer(typed)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });
});

describe('events', () => {
  it('begin with the newest number, and bring what was missed and what comes', async () => {
    const from = service.sequence();
    await service.dispatch('sample.open', { sampleId: 'pump-monitor' });
    const newest = service.sequence();
    const events: { kind: string; sequence: number }[] = [];
    await new Promise<void>((resolve, reject) => {
      const headers = { ...genuine(), 'last-event-id': String(from) };
      const request = http.get({ host: '127.0.0.1', port: server.port, path: '/events', headers }, (response) => {
        let text = '';
        let asked = false;
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          const lines = text.split('\n').filter((line) => line.startsWith('data: ') && line.endsWith('}'));
          events.splice(
            0,
            Infinity,
            ...lines.map((line) => JSON.parse(line.slice(6)) as { kind: string; sequence: number }),
          );
          if (!asked) void service.dispatch('sample.open', { sampleId: 'pump-monitor' });
          asked = true;
          if (!events.some(({ sequence }) => sequence > newest)) return;
          request.destroy();
          resolve();
        });
      });
      request.on('error', reject);
    });
    expect(events.slice(0, 3)).toEqual([
      { kind: 'hello', sequence: newest },
      { kind: 'datasets-changed', sequence: from + 1 },
      { kind: 'studies-changed', sequence: from + 2 },
    ]);
    expect(events[3]).toMatchObject({ kind: 'studies-changed', sequence: newest + 1 });
  });
});

describe('reports', () => {
  it('of a study that has none, or of none, are refused', async () => {
    const answer = await service.dispatch('sample.open', { sampleId: 'pump-monitor' });
    const { id } = (answer as { value: { id: string } }).value;
    const early = await ask({ path: `/report/${id}.html`, headers: genuine() });
    expect(toAnswer(early)).toMatchObject({ ok: false, error: { code: 'bad-data' } });
    for (const name of ['nowhere.html', 'nowhere.pdf']) {
      const missing = await ask({ path: `/report/${name}`, headers: genuine() });
      expect(missing.status).toBe(404);
    }
    expect((await ask({ path: '/report/..%2fsecret.html', headers: genuine() })).status).toBe(404);
    expect((await ask({ path: '/report/x.exe', headers: genuine() })).status).toBe(404);
  });

  it('come as a file', async () => {
    const trained = await trainSample();
    const reply = await ask({ path: `/report/${trained}.html`, headers: genuine() });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-disposition']).toBe(`attachment; filename="tandem-${trained}.html"`);
    expect(reply.text).toContain('Pump monitor');
  }, 120_000);
});

/** A sample with few splits and epochs, trained to the end. */
async function trainSample(): Promise<string> {
  const { handlers } = service;
  const { id: studyId, spec } = await handlers['sample.open']({ sampleId: 'pump-monitor' });
  const quick = { ...spec, seeds: 1, split: { ...spec.split, splits: 2 }, training: { ...spec.training, epochs: 3 } };
  await handlers['study.change']({ studyId, spec: quick });
  const ended = new Promise<void>((resolve) => {
    const unsubscribe = service.subscribe((event) => {
      if (event.kind !== 'study-status' || event.studyId !== studyId || event.status === 'running') return;
      unsubscribe();
      resolve();
    });
  });
  await handlers['study.start']({ studyId });
  await ended;
  return studyId;
}
