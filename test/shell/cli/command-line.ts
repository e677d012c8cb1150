import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const entry = path.join(root, 'src-main', 'launch', 'cli.js');

export const samples = path.join(root, 'resources', 'sample');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error holds this text, or the command has ended. */
  sees(text: string): Promise<void>;
}

/** Starts the command line as a process of its own. */
export function startTandem(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, ['--no-deprecation', entry, ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
    for (const watcher of watchers) watcher();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, errors }));
  });
  return {
    child,
    ended,
    sees: (text) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!errors.includes(text)) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
        void ended.then(() => resolve());
      }),
  };
}

export function runTandem(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startTandem(args, environment).ended;
}
