import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** The Electron that the set-up prepared for this checkout; undefined where this machine cannot run it. */
export const testElectron = process.env['TANDEM_TEST_ELECTRON'];

/** Nothing here takes so long on a machine that has other work too; what does is stuck. */
export const patienceMs = 120_000;

/** Only root needs it, and only tests run as root. */
export const sandboxArguments = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** A folder for one test file, with a place for the workspace and for what Electron keeps. */
export function createScratch(): { folder: string; workspace: string; userData: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tandem-e2e-'));
  return {
    folder,
    workspace: path.join(folder, 'workspace'),
    userData: path.join(folder, 'user-data'),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}

/** Waits until a program prints what the pattern finds. */
export function waitForLine(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`nothing like ${pattern.source} within ${patienceMs} ms:\n${output}`)),
      patienceMs,
    );
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = pattern.exec(output);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with code ${code}:\n${output}`));
    });
  });
}

/** Runs a program to its end and gives what it printed. */
export function run(program: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });
}
