import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Console } from 'node:console';
import { join } from 'node:path';
import { uniformAt } from '../../src-main/core/util/hash.ts';

const rowCount = 1_000_000;
const columnCount = 50;
const rounds = 3;
const goal = 2;

interface Measured {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

/** A table of a million rows and 50 columns: what importing it takes, beside DuckDB reading it and writing Parquet. */
export async function benchImport(): Promise<object> {
  const out = new Console(process.stdout);
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-import-'));
  try {
    const path = join(folder, 'table.csv');
    await writeTable(path);
    const fileBytes = (await stat(path)).size;
    const alone: Measured[] = [];
    const imported: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      alone.push(await measure('duckdb', path, folder));
      imported.push(await measure('import', path, folder));
    }
    const ratio = best(imported).seconds / best(alone).seconds;
    const processorRatio = best(imported).processorSeconds / best(alone).processorSeconds;
    out.log(`  ${rowCount} rows x ${columnCount} columns, ${mebibytes(fileBytes)} MiB of CSV; best of ${rounds}`);
    out.log(`  DuckDB alone, CSV to Parquet  ${say(best(alone))}`);
    out.log(`  import, typed and described   ${say(best(imported))}`);
    out.log(
      `  ratio ${ratio.toFixed(2)} (of processor time ${processorRatio.toFixed(2)}), goal at most ${goal}: ${ratio <= goal ? 'met' : 'missed'}`,
    );
    return { rowCount, columnCount, fileBytes, alone, imported, ratio, processorRatio, goal };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function best(measured: readonly Measured[]): Measured {
  return measured.reduce((first, second) => (second.seconds < first.seconds ? second : first));
}

function say({ seconds, processorSeconds, peakBytes }: Measured): string {
  return `${seconds.toFixed(2)} s, ${processorSeconds.toFixed(2)} s of processor time, at most ${mebibytes(peakBytes)} MiB of memory`;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}

/** In a process of its own, so that its memory can be told. */
async function measure(what: 'duckdb' | 'import', path: string, folder: string): Promise<Measured> {
  const worker = fork(new URL('import-worker.ts', import.meta.url), [what, path, folder], {
    execArgv: ['--no-deprecation'],
  });
  const [measured] = (await once(worker, 'message')) as [Measured];
  await once(worker, 'exit');
  return measured;
}

const places = ['north', 'south', 'east', 'west'];

/** Forty columns of numbers, six of categories, one each of booleans, dates, numbers with gaps, and texts in quotes. */
async function writeTable(path: string): Promise<void> {
  const file = createWriteStream(path);
  const kinds = Array.from({ length: columnCount }, (_, column) => column);
  let lines = `${kinds.map((column) => `v${column}`).join(',')}\n`;
  for (let row = 0; row < rowCount; row += 1) {
    lines += `${kinds.map((column) => cell(row, column)).join(',')}\n`;
    if (lines.length < 4_000_000 && row + 1 < rowCount) continue;
    if (!file.write(lines)) await once(file, 'drain');
    lines = '';
  }
  file.end();
  await once(file, 'close');
}

function cell(row: number, column: number): string {
  const unit = uniformAt(1, column, row);
  if (column === 0) return String(row);
  if (column < 40) return column % 4 === 0 ? String(Math.floor(unit * 1000)) : (unit * 100 - 50).toFixed(4);
  if (column < 46) return places[Math.floor(unit * 4)] ?? '';
  if (column === 46) return String(unit < 0.5);
  if (column === 47) return `2024-0${1 + Math.floor(unit * 9)}-1${Math.floor(unit * 90) % 10}`;
  if (column === 48) return unit < 0.1 ? '' : (unit * 5).toFixed(2);
  return `"note ${Math.floor(unit * 1e6)}, checked"`;
}
