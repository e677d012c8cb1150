import type { Status } from '../../contract/application.ts';
import { defaultCache, defaultWorkspace } from '../../service/place.ts';
import { readStatus } from '../../service/status.ts';
import { nameEngine } from '../../contract/engine-name.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { printsJson, writeJson } from './output.ts';

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary: 'what was found on this machine: engine, threads, GPU, Electron, versions, folders',
  options: [workspaceOption, jsonOption],
  positionals: { least: 0, most: 0, names: '' },
  async run(args, terminal) {
    const status = await readStatus({ workspace: args.get('workspace') ?? defaultWorkspace(), cache: defaultCache() });
    writeJson(args, terminal, status);
    if (printsJson(args)) return done;
    const { engine, threads, gpu, electron } = status;
    const lines: [string, string][] = [
      ['Tandem', status.version],
      ['engine', nameEngine(engine)],
      ['TensorFlow', sayTensorFlow(engine)],
      ['threads', `${threads.cores} cores; ${sayTrainers(threads)}`],
      ['memory', `${(status.memoryBytes / 1024 ** 3).toFixed(1)} GiB`],
      ['GPU', `${gpu.available ? 'used' : 'not used'}. ${gpu.explanation}`],
      ['Electron', `${electron.version ?? 'none'}. ${electron.explanation}`],
      ['Node', `${status.node}, ${status.platform}`],
      ['SQLite', status.sqlite],
      ['DuckDB', status.duckdb],
      ['workspace', status.workspace],
      ['cache', defaultCache()],
    ];
    for (const [name, value] of lines) terminal.print(`${name.padEnd(11)} ${value}`);
    if (engine.notice !== null) terminal.print(`\n${engine.notice}`);
    return done;
  },
};

function sayTrainers({ trainers, perLoneTrainer }: Status['threads']): string {
  const most = perLoneTrainer === 1 ? '' : `, up to ${perLoneTrainer} where others have nothing to do`;
  return `${trainers} ${trainers === 1 ? 'trainer' : 'trainers'}, 1 thread each${most}`;
}

function sayTensorFlow({ kind, tensorflow }: Status['engine']): string {
  if (tensorflow === null) return 'not loaded';
  return kind === 'direct' ? `${tensorflow}; runs what the direct engine lacks an op for, compiled by XLA` : tensorflow;
}
