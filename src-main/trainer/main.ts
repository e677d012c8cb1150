import { flushCompileCache } from 'node:module';
import { toErrorRecord } from '../contract/error.ts';
import { describeEngine } from '../core/engine/doctor.ts';
import type { EngineKind } from '../core/engine/engine.ts';
import { openEngine } from '../core/engine/open-engine.ts';
import { JobRunner } from './job-runner.ts';
import type { EngineStatus, TrainerReply, TrainerRequest } from './protocol.ts';

/** A trainer process: gets jobs over the channel to its parent, tells what happens, and ends with its parent. */
async function main(): Promise<void> {
  const wanted = (process.argv[2] ?? 'auto') as EngineKind | 'auto';
  const waiting: TrainerRequest[] = [];
  let runner: JobRunner | null = null;
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request: TrainerRequest) => {
    if (runner === null) waiting.push(request);
    else runner.receive(request);
  });
  const { engine, notices } = await openEngine(wanted);
  const notice = notices.length === 0 ? null : notices.map((one) => `${one.reason} ${one.remedy}`).join(' ');
  runner = new JobRunner(engine, wanted !== 'auto', notice, reply);
  for (const request of waiting) runner.receive(request);
  await reply({ kind: 'ready', status: await statusOf(engine.kind, notice) });
  // a trainer is killed, not ended, so what its start compiled is kept now
  flushCompileCache();
}

async function statusOf(kind: EngineKind, notice: string | null): Promise<EngineStatus> {
  // the direct engine does without TensorFlow until an op asks for it
  if (kind === 'wasm' || kind === 'direct') return { kind, tensorflowVersion: null, device: 'cpu', notice };
  const { tensorflowVersion, device } = await describeEngine();
  return { kind, tensorflowVersion, device, notice };
}

/** Resolves when the message is on its way: a long one takes several turns of the event loop, which a training would not give it. */
function reply(message: TrainerReply): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}

main().catch(async (error: unknown) => {
  await reply({ kind: 'unready', error: toErrorRecord(error) });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
