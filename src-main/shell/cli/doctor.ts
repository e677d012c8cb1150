import { defaultCache, defaultWorkspace } from '../../service/place.ts';
import { readStatus } from '../../service/status.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { printsJson, writeJson } from './output.ts';

const engineNames = {
  xla: 'compiled (XLA)',
  direct: 'direct (own kernels)',
  graph: 'TensorFlow graph',
  eager: 'TensorFlow, step by step',
  wasm: 'WebAssembly',
} as const;

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
      ['engine', engineNames[engine.kind]],
      ['TensorFlow', engine.tensorflow ?? 'not loaded'],
      ['threads', `${threads.cores} cores; ${threads.trainers} trainers, ${threads.perTrainer} thread each`],
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
