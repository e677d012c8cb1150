import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../contract/error.ts';
import { startDatasetThread } from '../../service/dataset-start.ts';
import { applicationFolder, defaultCache, defaultWorkspace } from '../../service/place.ts';
import { createService } from '../../service/service.ts';
import { startServer } from './server.ts';

/** `main.ts [--port N] [--workspace DIR] [--open | --no-open]`: the workbench for a browser on this machine. */
export async function serve(args: readonly string[]): Promise<void> {
  const { port, workspace, open } = readOptions(args);
  const service = createService({ workspace, cache: defaultCache(), warm: true });
  startDatasetThread();
  const server = await startServer(service, {
    port,
    rendererFolder: path.join(applicationFolder, 'build', 'renderer'),
  });
  process.stdout.write(`Tandem is at ${server.address}\n`);
  if (open ?? hasDisplay()) openBrowser(server.address);

  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    await server.close();
    await service.close();
    process.exit(0);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}

interface Options {
  readonly port: number;
  readonly workspace: string;
  /** Undefined opens the browser where there is a display. */
  readonly open: boolean | undefined;
}

function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new AppError('wrong-use', `invalid --port; must be 0 to 65535: ${values.port ?? ''}`);
  }
  return { port, workspace: values.workspace ?? defaultWorkspace(), open: values.open };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, workspace: { type: 'string' }, open: { type: 'boolean' } },
      allowNegative: true,
      strict: true,
    });
  } catch (error) {
    throw new AppError(
      'wrong-use',
      `${(error as Error).message}\nuse: serve [--port N] [--workspace DIR] [--no-open]`,
      {
        cause: error,
      },
    );
  }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => Boolean(process.env[name]));
}

/** A browser that does not open is no failure: the address stands in the terminal. */
function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', address]
        : ['xdg-open', address];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
