import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostMessageSchema, type HostMessage } from '../../src-main/contract/host.ts';
import { answerSchema, type Answer } from '../../src-main/contract/shell.ts';
import { openWorkspace } from '../../src-main/store/workspace.ts';
import { createTemporaryFolder } from '../store/temporary-folder.ts';

const entry = path.resolve(import.meta.dirname, '..', '..', 'src-main', 'service', 'main.ts');

interface Child {
  readonly process: ChildProcess;
  readonly messages: HostMessage[];
  waitFor(fits: (message: HostMessage) => boolean): Promise<HostMessage>;
  ask(id: number, name: string, input: unknown): Promise<Answer>;
}

function start(workspace: string): Child {
  const child = fork(entry, ['--workspace', workspace], { execArgv: ['--no-deprecation'], silent: true });
  const messages: HostMessage[] = [];
  const watchers = new Set<() => void>();
  child.on('message', (message) => {
    messages.push(hostMessageSchema.parse(message));
    for (const watcher of watchers) watcher();
  });
  function waitFor(fits: (message: HostMessage) => boolean): Promise<HostMessage> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        const found = messages.find(fits);
        if (found === undefined) return;
        watchers.delete(watcher);
        resolve(found);
      };
      watchers.add(watcher);
      watcher();
    });
  }
  return {
    process: child,
    messages,
    waitFor,
    async ask(id, name, input) {
      child.send({ id, name, input });
      const message = await waitFor((each) => each.kind === 'answer' && each.id === id);
      return answerSchema.parse(message.kind === 'answer' ? message.answer : null);
    },
  };
}

describe('the service as a child', () => {
  it('answers procedures and host calls, announces events, and ends when asked to', async () => {
    const child = start(createTemporaryFolder());
    await child.waitFor((message) => message.kind === 'ready');
    expect(await child.ask(1, 'study.list', { archived: false })).toEqual({ ok: true, value: [] });
    expect(await child.ask(2, 'study.list', {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(await child.ask(3, 'host.registerFile', { path: '/nowhere' })).toMatchObject({
      ok: false,
      error: { code: 'bad-file' },
    });
    expect(await child.ask(4, 'sample.open', { sampleId: 'pump-monitor' })).toMatchObject({ ok: true });
    const event = await child.waitFor((message) => message.kind === 'event');
    expect(event).toMatchObject({ kind: 'event', event: { kind: 'datasets-changed' } });
    const exit = once(child.process, 'exit');
    expect(await child.ask(5, 'host.shutdown', {})).toEqual({ ok: true, value: { stopped: true } });
    expect((await exit)[0]).toBe(0);
  });

  it('ends when its parent goes, and frees the workspace', async () => {
    const workspace = createTemporaryFolder();
    const child = start(workspace);
    await child.waitFor((message) => message.kind === 'ready');
    const exit = once(child.process, 'exit');
    child.process.disconnect();
    expect((await exit)[0]).toBe(0);
    openWorkspace(workspace).close();
  });

  it('says why it cannot open a workspace', async () => {
    const workspace = createTemporaryFolder();
    const held = openWorkspace(workspace);
    const child = start(workspace);
    const exit = once(child.process, 'exit');
    const message = await child.waitFor(({ kind }) => kind === 'failed');
    expect(message).toMatchObject({ kind: 'failed', error: { code: 'conflict' } });
    expect((await exit)[0]).toBe(1);
    held.close();
  });
});
