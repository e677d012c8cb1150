import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../src-main/contract/event.ts';
import { ServiceChild } from '../../../src-main/shell/electron/service-child.ts';

/** A service that answers with what it was asked, dies on `die`, never answers `hang`, and ends on shutdown. */
const script = `
process.on('message', ({ id, name, input }) => {
  if (name === 'die') process.exit(3);
  if (name === 'hang') return;
  if (name === 'event') process.send({ kind: 'event', event: input });
  const value = name === 'pid' ? process.pid : { name, input };
  process.send({ kind: 'answer', id, answer: { ok: true, value } }, () => name === 'host.shutdown' && process.exit(0));
});
process.on('disconnect', () => process.exit(0));
process.send({ kind: 'ready' });
`;

let folder = '';
let child: ServiceChild;
let events: AppEvent[] = [];
let givenUp: string[] = [];

function start(source: string): ServiceChild {
  const entry = path.join(folder, 'service.cjs');
  writeFileSync(entry, source);
  const made = new ServiceChild({
    node: process.execPath,
    entry,
    args: [],
    environment: process.env,
    onEvent: (event) => events.push(event),
    onLog: () => undefined,
    onGivenUp: (reason) => givenUp.push(reason),
  });
  made.start();
  return made;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tandem-child-'));
  events = [];
  givenUp = [];
});
afterEach(async () => {
  await child.stop(5000);
  rmSync(folder, { recursive: true, force: true });
});

describe('the service as a child', () => {
  it('answers calls, each with its own answer', async () => {
    child = start(script);
    const answers = await Promise.all([1, 2, 3].map((input) => child.call('echo', input)));
    expect(answers).toEqual([1, 2, 3].map((input) => ({ ok: true, value: { name: 'echo', input } })));
  });

  it('passes events on, and none that is not of the contract', async () => {
    child = start(script);
    await child.call('event', { kind: 'studies-changed', sequence: 4 });
    await child.call('event', { kind: 'nonsense' });
    expect(events).toEqual([{ kind: 'studies-changed', sequence: 4 }]);
  });

  it('answers open calls with an error when it dies, starts again, and tells the page to read anew', async () => {
    child = start(script);
    const first = await child.call('pid', null);
    const open = child.call('hang', null);
    await child.call('die', null);
    expect(await open).toMatchObject({ ok: false, error: { code: 'internal' } });
    await expect.poll(() => events, { timeout: 10_000 }).toEqual([{ kind: 'hello', sequence: 0 }]);
    const second = await child.call('pid', null);
    expect(second.ok).toBe(true);
    expect(second).not.toEqual(first);
    expect(givenUp).toEqual([]);
  });

  it('gives up on one that cannot start', async () => {
    child = start("process.stderr.write('no workspace'); process.exit(1)");
    await expect.poll(() => givenUp.length, { timeout: 20_000 }).toBe(1);
    expect(givenUp[0]).toContain('code 1');
    expect(await child.call('echo', 1)).toMatchObject({ ok: false });
  });

  it('stops it, and kills it when it does not stop', async () => {
    child = start(script);
    await child.call('echo', 1);
    await child.stop(5000);
    expect(await child.call('echo', 1)).toMatchObject({ ok: false });
    child = start("process.on('disconnect', () => 0); process.on('message', () => 0); setInterval(() => 0, 1000)");
    const from = performance.now();
    await child.stop(300);
    expect(performance.now() - from).toBeGreaterThanOrEqual(290);
  });
});
