import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Status } from '../contract/application.ts';
import { readStoreVersions } from '../store/version.ts';
import type { ServiceOptions } from './context.ts';
import { trainerCount } from './training/trainer-count.ts';
import { readVersion } from './version.ts';

const engineSchema = z.object({
  kind: z.enum(['xla', 'direct', 'graph', 'eager', 'wasm']),
  level: z.string().nullable(),
  tensorflow: z.string().nullable(),
  notice: z.string().nullable(),
});
type EngineStatus = z.infer<typeof engineSchema>;

/** What the set-up wrote down; all of it may be absent. */
const setupSchema = z.object({
  gpu: z.object({ driver: z.string().nullable(), explanation: z.string() }).optional(),
  electron: z.object({ available: z.boolean(), version: z.string().nullable(), explanation: z.string() }).optional(),
  engine: z.object({ variant: z.string().nullable(), notice: z.string().nullable() }).optional(),
});

/** What there is on this machine. Needs no open workspace; asks a child process which engine works. */
export async function readStatus(options: ServiceOptions): Promise<Status> {
  const setup = readSetup(options.cache);
  const engine = await probeEngine();
  const trainers = trainerCount();
  return {
    version: readVersion(),
    engine: { ...engine, notice: engine.kind === 'wasm' ? (setup.engine?.notice ?? engine.notice) : engine.notice },
    threads: {
      cores: os.availableParallelism(),
      trainers,
      perLoneTrainer: engine.kind === 'direct' ? trainers : 1,
    },
    gpu: {
      available: setup.engine?.variant === 'cuda',
      name: setup.gpu?.driver === undefined || setup.gpu.driver === null ? null : `NVIDIA driver ${setup.gpu.driver}`,
      explanation: setup.gpu?.explanation ?? 'The set-up has not looked for one; "npm start" does.',
    },
    electron: setup.electron ?? {
      available: false,
      version: null,
      explanation: 'The set-up has not looked for it; "npm start" does. The workbench opens in the browser without it.',
    },
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    ...readStoreVersions(),
    workspace: path.resolve(options.workspace),
    memoryBytes: os.totalmem(),
  };
}

function readSetup(cache: string): z.infer<typeof setupSchema> {
  try {
    return setupSchema.parse(JSON.parse(readFileSync(path.join(cache, 'setup.json'), 'utf8')));
  } catch {
    return {};
  }
}

async function probeEngine(): Promise<EngineStatus> {
  const script = fileURLToPath(new URL('./probe-engine.ts', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-deprecation', script], { timeout: 60_000 });
    return engineSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
    return {
      kind: 'wasm',
      level: null,
      tensorflow: null,
      notice: `The native engine ended when it was tried (${reason}); training uses the WebAssembly engine, about 40 times slower.`,
    };
  }
}
