import * as tf from '@tensorflow/tfjs-core';
import { Console } from 'node:console';
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { EngineKind } from '../../src-main/core/engine/engine.ts';
import { openEngine } from '../../src-main/core/engine/open-engine.ts';
import { startWorker, type BenchWorker } from './bench-worker.ts';
import { createBenchTraining, dealBenchReplicas, type BenchTraining } from './engine-training.ts';

const replicaCounts = [1, 10, 70] as const;
const outputFile = fileURLToPath(new URL('../../build/bench/engine.json', import.meta.url));

interface StepTimes {
  readonly replicas: number;
  readonly nodeCount: number;
  /** Seconds until the program is ready. */
  readonly planSeconds: number;
  readonly compileSeconds: number;
  /** Milliseconds of one step of all replicas. */
  readonly direct: number;
  readonly xla: number;
  readonly graph: number;
  readonly eager: number;
  readonly eagerOverDirect: number;
}

interface ProcessThroughput {
  readonly replicas: number;
  /** Steps a second of one trainer (one thread) alone, and of two at once taken together. */
  readonly one: number;
  readonly two: number;
  readonly twoOverOne: number;
  /** TensorFlow.js with its own optimizer on all cores, alone. */
  readonly plain: number;
  readonly oneOverPlain: number;
  readonly twoOverPlain: number;
}

/**
 * The direct engine against two baselines, and two processes against one, all in one run: our own eager engine, which
 * runs the same program op by op on one thread, and TensorFlow.js as its users write it, with its own Adam and threads.
 */
export async function benchEngine(): Promise<object> {
  // Other work on the machine spoils the ratios, of two processes above all: its load belongs to the record.
  const [loadBefore = NaN] = loadavg();
  const steps: StepTimes[] = [];
  for (const replicas of replicaCounts) {
    steps.push(await timeSteps(replicas));
  }
  const processes: ProcessThroughput[] = [];
  for (const { replicas } of steps) {
    processes.push(await timeProcesses(replicas));
  }
  const goals = [
    goal('our eager engine / direct, same program and one thread each, 1 replica', steps[0]?.eagerOverDirect, 60),
    goal('our eager engine / direct, same program and one thread each, 70 replicas', steps[2]?.eagerOverDirect, 6),
    goal('native TensorFlow.js / direct, all cores each, 1 replica', processes[0]?.twoOverPlain, 60),
    goal('native TensorFlow.js / direct, all cores each, 70 replicas', processes[2]?.twoOverPlain, 6),
    goal('two processes / one, 10 replicas each', processes[1]?.twoOverOne, 1.6),
  ];
  const result = { threads: process.env['TF_NUM_INTRAOP_THREADS'] ?? '1', loadBefore, steps, processes, goals };
  print(result);
  await mkdir(fileURLToPath(new URL('../../build/bench/', import.meta.url)), { recursive: true });
  await writeFile(outputFile, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

function goal(name: string, measured = NaN, least: number): object {
  return { name, least, measured, met: measured >= least };
}

async function timeSteps(replicas: number): Promise<StepTimes> {
  const milliseconds = {} as Record<EngineKind, number>;
  const ready = {} as Record<EngineKind, number>;
  let nodeCount = 0;
  for (const kind of ['eager', 'graph', 'xla', 'direct'] as const) {
    const { engine } = await openEngine(kind);
    const { programs, each } = dealBenchReplicas(replicas, kind);
    const trainings = Array.from({ length: programs }, () => createBenchTraining(each));
    const [{ program, state, inputs, plannedSteps }] = trainings as [BenchTraining, ...BenchTraining[]];
    const start = performance.now();
    const executable = engine.compile(program, state, inputs);
    ready[kind] = (performance.now() - start) / 1000;
    nodeCount = Math.max(nodeCount, executable.nodeCount);
    const steps = kind === 'eager' ? 10 : Math.floor(plannedSteps / (replicas > 10 ? 8 : 1));
    const times = Array.from({ length: 7 }, () => {
      const begun = performance.now();
      for (const training of trainings) {
        const result = executable.run(training.state, training.inputs, 0, steps);
        // The values arrive with the call; reading one makes sure of it.
        result['b3']?.dataSync();
        tf.dispose(result);
      }
      return (performance.now() - begun) / steps;
    });
    // The first call warms caches; the least is what other work on the machine disturbed least.
    milliseconds[kind] = Math.min(...times.slice(1));
    executable.dispose();
    for (const training of trainings) tf.dispose([training.state, training.inputs]);
  }
  const { direct, xla, graph, eager } = milliseconds;
  const [planSeconds, compileSeconds] = [ready.direct, ready.xla];
  return {
    replicas,
    nodeCount,
    planSeconds,
    compileSeconds,
    direct,
    xla,
    graph,
    eager,
    eagerOverDirect: eager / direct,
  };
}

async function timeProcesses(replicas: number): Promise<ProcessThroughput> {
  const trainer = (): BenchWorker => startWorker('engine-worker.ts', [String(replicas)]);
  const trainers = [trainer(), trainer()] as const;
  const alone = startWorker('plain-worker.ts', [String(replicas)]);
  const workers = [...trainers, alone];
  try {
    await Promise.all(workers.map((worker) => worker.answer()));
    await Promise.all(workers.map((worker) => worker.measure(300)));
    const [ones, twos, plains]: [number[], number[], number[]] = [[], [], []];
    for (let repeat = 0; repeat < 3; repeat += 1) {
      ones.push(await trainers[repeat % 2]!.measure(700));
      plains.push(await alone.measure(700));
      const [first, second] = await Promise.all([trainers[0].measure(700), trainers[1].measure(700)]);
      twos.push(first + second);
    }
    const [one, two, plain] = [Math.max(...ones), Math.max(...twos), Math.max(...plains)];
    return {
      replicas,
      one,
      two,
      twoOverOne: two / one,
      plain,
      oneOverPlain: one / plain,
      twoOverPlain: two / plain,
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

function print(result: {
  steps: readonly StepTimes[];
  processes: readonly ProcessThroughput[];
  goals: readonly object[];
}): void {
  const log = new Console(process.stdout);
  log.log('milliseconds of one step of all replicas');
  log.table(result.steps);
  log.log('steps a second, one process and two at once');
  log.table(result.processes);
  log.table(result.goals);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await benchEngine();
}
