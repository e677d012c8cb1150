import { parseArgs } from 'node:util';
import { toErrorRecord } from '../contract/error.ts';
import { hostRequestSchema, type HostMessage } from '../contract/host.ts';
import { isHostCallName } from './dispatch.ts';
import { defaultCache, defaultWorkspace } from './place.ts';
import { startDatasetThread } from './dataset-start.ts';
import { createService, type Service } from './service.ts';

/** Child entry: speaks contract/host.ts over the process channel and ends when its parent goes. */
const send = process.send?.bind(process);
if (send === undefined) {
  process.stderr.write('this is started by a shell, with a channel; use "npm start"\n');
  process.exit(2);
}

function post(message: HostMessage): void {
  if (process.connected) send?.(message);
}

let service: Service | undefined;

async function end(code: number): Promise<never> {
  await service?.close();
  process.exit(code);
}

async function answerRequest(request: unknown): Promise<void> {
  const parsed = hostRequestSchema.safeParse(request);
  if (!parsed.success || service === undefined) return;
  const { id, name, input } = parsed.data;
  const answer = await (isHostCallName(name) ? service.dispatchHost : service.dispatch)(name, input);
  if (name !== 'host.shutdown') {
    post({ kind: 'answer', id, answer });
    return;
  }
  send?.({ kind: 'answer', id, answer }, undefined, undefined, () => void end(0));
}

process.on('message', (request) => void answerRequest(request));
process.on('disconnect', () => void end(0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

try {
  const { values } = parseArgs({ options: { workspace: { type: 'string' } } });
  service = createService({ workspace: values.workspace ?? defaultWorkspace(), cache: defaultCache(), warm: true });
  startDatasetThread();
  service.subscribe((event) => post({ kind: 'event', event }));
  post({ kind: 'ready' });
} catch (error) {
  const message: HostMessage = { kind: 'failed', error: toErrorRecord(error) };
  process.stderr.write(`${message.error.message}\n`);
  send(message, undefined, undefined, () => process.exit(1));
}
