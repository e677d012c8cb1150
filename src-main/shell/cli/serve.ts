import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readInteger } from './arguments.ts';
import { workspaceOption, type Command } from './command.ts';

/** The server is a shell of its own: this verb only starts it and waits. */
const entry = fileURLToPath(new URL('../server/main.ts', import.meta.url));

export const serve: Command = {
  name: 'serve',
  usage: '',
  summary: 'the workbench for a browser on this machine',
  options: [
    { name: 'port', value: 'N', meaning: 'a fixed port (default: a free one)' },
    { name: 'no-open', value: null, meaning: 'print the address and open no browser' },
    workspaceOption,
  ],
  positionals: { least: 0, most: 0, names: '' },
  run(args) {
    const port = readInteger(args, 'port', 0, 65535);
    const workspace = args.get('workspace');
    const child = spawn(
      process.execPath,
      [
        '--no-deprecation',
        entry,
        ...(port === undefined ? [] : ['--port', String(port)]),
        ...(workspace === undefined ? [] : ['--workspace', workspace]),
        ...(args.has('no-open') ? ['--no-open'] : []),
      ],
      { stdio: 'inherit' },
    );
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 1));
    });
  },
};
