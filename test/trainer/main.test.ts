import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { TrainerReply } from '../../src-main/trainer/protocol.ts';

const entry = fileURLToPath(new URL('../../src-main/trainer/main.ts', import.meta.url));

function start(engine: string) {
  return fork(entry, [engine], { execArgv: ['--no-deprecation'], serialization: 'advanced', silent: true });
}

it('says what it computes with and ends with its parent', async () => {
  const trainer = start('wasm');
  const [reply] = (await once(trainer, 'message')) as [TrainerReply];
  expect(reply).toMatchObject({ kind: 'ready', status: { kind: 'wasm' } });
  trainer.disconnect();
  const [code] = (await once(trainer, 'exit')) as [number | null];
  expect(code).toBe(0);
});

it('answers a job on unknown material with an error and goes on', async () => {
  const trainer = start('wasm');
  await once(trainer, 'message');
  for (const job of [1, 2]) {
    trainer.send({ kind: 'train', job, material: 'none', cohort: {}, checkpoint: null });
    const [reply] = (await once(trainer, 'message')) as [TrainerReply];
    expect(reply).toMatchObject({ kind: 'failed', job, error: { code: 'trainer' } });
  }
  trainer.kill('SIGKILL');
  await once(trainer, 'exit');
});
