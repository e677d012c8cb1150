import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process that trains for as long as it is told and answers with the steps it made in a second. */
export interface BenchWorker {
  answer(): Promise<string>;
  measure(milliseconds: number): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a bench process; it prints a line when it is ready. */
export function startWorker(file: 'engine-worker.ts' | 'plain-worker.ts', args: readonly string[]): BenchWorker {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const { TF_NUM_INTRAOP_THREADS: _within, TF_NUM_INTEROP_THREADS: _between, ...env } = process.env;
  const child = spawn(process.execPath, ['--no-deprecation', script, ...args], {
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '3' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('a bench process ended early');
    return value;
  };
  return {
    answer,
    async measure(milliseconds: number): Promise<number> {
      child.stdin.write(`${milliseconds}\n`);
      return Number(await answer());
    },
    async stop(): Promise<void> {
      child.stdin.end();
      await ended;
    },
  };
}
