import { Console } from 'node:console';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findPeerPython, runPeer } from './peer-environment.ts';
import { startWorker, type BenchWorker } from './bench-worker.ts';

/** Networks whose step is timed, with how many replicas. */
const cases = [
  { layers: [32, 64, 64, 4], batch: 64, rows: 1024, replicas: [1, 10, 70] },
  { layers: [256, 512, 512, 4], batch: 256, rows: 2048, replicas: [1, 10] },
] as const;
const seconds = 3;
const outputFile = fileURLToPath(new URL('../../build/bench/steps.json', import.meta.url));

interface StepRow {
  readonly network: string;
  readonly replicas: number;
  /** Milliseconds for one step of one replica on all cores. */
  readonly direct: number;
  readonly xla: number;
  readonly torch: number | null;
  readonly jax: number | null;
  readonly bestOverTorch: number | null;
  readonly bestOverJax: number | null;
  /** Floating-point operations of the products of a step over its time, all cores together. */
  readonly gflops: number;
}

/**
 * One training step of stacked networks on all cores: ours in one process a core, or in one process with a thread a core where
 * there is one replica, as a study does it; PyTorch batched by hand with fused Adam; JAX with vmap, scan and jit.
 */
export async function benchSteps({ peers }: { readonly peers: boolean } = { peers: false }): Promise<object> {
  const [loadBefore = NaN] = loadavg();
  const log = new Console(process.stdout);
  const peer = peers ? findPeerPython() : null;
  if (peer !== null && peer.python === null) log.log(`  SKIPPED PyTorch and JAX: ${peer.missing}`);
  const rows: StepRow[] = [];
  for (const { layers, batch, rows: tableRows, replicas: counts } of cases) {
    for (const replicas of counts) {
      const settings = { replicas, layers, batch, rows: tableRows, seconds };
      const direct = await timeOwn('direct', settings);
      const xla = await timeOwn('xla', settings);
      const timePeer = (program: string): number | null =>
        peer?.python == null ? null : (runPeer(peer.python, program, [], settings) as { ms: number }).ms / replicas;
      const [torch, jax] = [timePeer('step_torch.py'), timePeer('step_jax.py')];
      const best = Math.min(direct, xla);
      rows.push({
        network: `${layers.join('-')}, batch ${batch}`,
        replicas,
        direct,
        xla,
        torch,
        jax,
        bestOverTorch: torch === null ? null : best / torch,
        bestOverJax: jax === null ? null : best / jax,
        gflops: flopsOf(layers, batch) / best / 1e6,
      });
    }
  }
  log.log('  milliseconds for a step of one replica');
  log.table(rows);
  log.log('  goals: at most 0.7 of PyTorch batched by hand, 0.5 of JAX; one replica no slower than JAX');
  const result = { loadBefore, cores: cpus().length, rows };
  await mkdir(fileURLToPath(new URL('../../build/bench/', import.meta.url)), { recursive: true });
  await writeFile(outputFile, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** With one replica there is nothing to deal out: one process, with all threads; else one a core at once, of one thread each. */
async function timeOwn(
  kind: 'direct' | 'xla',
  settings: {
    readonly replicas: number;
    readonly layers: readonly number[];
    readonly batch: number;
    readonly rows: number;
  },
): Promise<number> {
  const count = settings.replicas === 1 ? 1 : cpus().length;
  const threads = cpus().length / count;
  const args = [String(settings.replicas), kind, JSON.stringify(settings), String(threads)];
  const workers: readonly BenchWorker[] = Array.from({ length: count }, () => startWorker('engine-worker.ts', args));
  try {
    await Promise.all(workers.map((worker) => worker.answer()));
    await Promise.all(workers.map((worker) => worker.measure(300)));
    const rates = await Promise.all(workers.map((worker) => worker.measure(1000 * seconds)));
    return 1000 / (rates.reduce((sum, rate) => sum + rate, 0) * settings.replicas);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** Forward products, and backward ones for weights and, but for the first layer, for inputs; two operations each. */
function flopsOf(layers: readonly number[], batch: number): number {
  return layers.slice(1).reduce((sum, width, index) => {
    const products = index === 0 ? 2 : 3;
    return sum + 2 * products * batch * width * (layers[index] as number);
  }, 0);
}
