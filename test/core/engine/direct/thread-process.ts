import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { compileTraining, createThreadTraining, runThreads } from './thread-program.ts';

/**
 * Runs programs on several threads and ends, in the way that the argument tells, with the threads still there; prints `same` or
 * `differs` for each comparison with the bits of one thread.
 */
const [, , way = 'ends'] = process.argv;

function print(comparisons: readonly string[]): void {
  process.stdout.write(`${comparisons.join(' ')}\n`);
}

async function compare(threads: readonly number[]): Promise<string[]> {
  const { engine } = await openEngine('direct');
  const training = createThreadTraining(1);
  const executable = compileTraining(engine, training);
  const alone = runThreads(executable, training, 1);
  return threads.map((count) => (runThreads(executable, training, count) === alone ? 'same' : 'differs'));
}

/** Runs on and on, and says so each time. */
async function runOn(): Promise<never> {
  for (;;) parentPort?.postMessage(await compare([3, 2]));
}

function startWorker(what: 'compare' | 'run on'): Worker {
  return new Worker(new URL(import.meta.url), { workerData: what });
}

async function answerOf(worker: Worker): Promise<string[]> {
  const [answer] = (await once(worker, 'message')) as [string[]];
  return answer;
}

async function main(): Promise<void> {
  if (way === 'workers alone') {
    // the addon may be unloaded with the first worker
    for (let turn = 0; turn < 2; turn += 1) {
      const worker = startWorker('compare');
      const ended = once(worker, 'exit');
      print(await answerOf(worker));
      await ended;
    }
    return;
  }
  if (way === 'ends' || way === 'exits') {
    print(await compare([4, 2, 3]));
    if (way === 'exits') process.exit(0);
    return;
  }
  const worker = startWorker('run on');
  const other = await answerOf(worker);
  const own: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) own.push(...(await compare([2, 5])), ...(await answerOf(worker)));
  print([...other, ...own]);
  if (way === 'exits beside a worker') process.exit(0);
  await worker.terminate();
  print(await compare([3]));
}

if (isMainThread) {
  await main();
} else if (workerData === 'compare') {
  parentPort?.postMessage(await compare([2, 3]));
} else {
  await runOn();
}
