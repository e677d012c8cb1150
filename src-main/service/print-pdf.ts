import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '../contract/error.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts';

const timeoutMs = 120_000;
const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome',
  'msedge',
];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A browser on this machine that can print, or null. `TANDEM_CHROMIUM` goes before all others. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | null {
  const given = environment['TANDEM_CHROMIUM'];
  if (given !== undefined && given !== '') return isExecutable(given) ? given : null;
  const extension = process.platform === 'win32' ? '.exe' : '';
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = commands.flatMap((command) => folders.map((folder) => path.join(folder, command + extension)));
  return [...candidates, ...fixedPlaces].find(isExecutable) ?? null;
}

/** A self-contained HTML page as PDF, by a browser without a window. */
export async function printPdf(html: string): Promise<Buffer> {
  const chromium = findChromium();
  if (chromium === null) {
    throw new AppError(
      'unsupported',
      'missing a browser that prints PDF; install Chromium, Google Chrome or Microsoft Edge (Debian: apt install chromium), or save the report as HTML',
    );
  }
  const folder = await makeTemporaryFolder('tandem-pdf-');
  try {
    const source = path.join(folder, 'report.html');
    const target = path.join(folder, 'report.pdf');
    await writeFile(source, html);
    await runChromium(chromium, [
      '--headless',
      '--disable-gpu',
      '--disable-extensions',
      '--disable-background-networking',
      '--no-first-run',
      '--no-pdf-header-footer',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${path.join(folder, 'profile')}`,
      `--print-to-pdf=${target}`,
      pathToFileURL(source).href,
    ]);
    return await readPdf(target);
  } finally {
    await removeTemporaryFolder(folder);
  }
}

async function readPdf(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  if (bytes.toString('latin1', 0, 5) === '%PDF-') return bytes;
  throw new AppError('internal', 'the browser printed nothing; save the report as HTML and print it from there');
}

function runChromium(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-2000);
    });
    child.on('error', (error) => reject(new AppError('unsupported', `cannot start ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new AppError(
            'internal',
            `${command} did not print the report (${signal ?? code}): ${log.trim().slice(-300)}`,
          ),
        );
    });
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
