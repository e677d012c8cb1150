import { Console } from 'node:console';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benches, isBenchName } from './benches.ts';

/**
 * `npm run bench [-- engine|study|workbench...] [--peers]`: every figure of one run on one machine, printed as ratios
 * and kept in build/bench/bench.json with a description of the machine.
 */
const out = new Console(process.stdout);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { peers: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !isBenchName(name));
  if (unknown !== undefined) {
    console.error(`unknown bench: ${unknown}. Give some of ${Object.keys(benches).join(', ')}, or nothing for all.`);
    return 2;
  }
  const names = positionals.length === 0 ? Object.keys(benches) : positionals;
  const results: Record<string, unknown> = {};
  for (const name of names.filter(isBenchName)) {
    out.log(`\n${name}`);
    results[name] = await benches[name]({ peers: values.peers });
  }
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  };
  const folder = new URL('../../build/bench/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('bench.json', folder), `${JSON.stringify({ machine, results }, null, 2)}\n`);
  out.log('\nKept in build/bench/bench.json');
  return 0;
}

process.exitCode = await main();
