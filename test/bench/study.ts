import { spawn, spawnSync } from 'node:child_process';
import { Console } from 'node:console';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deriveSeed, uniformAt } from '../../src-main/core/util/hash.ts';
import type { RunResult } from '../../src-main/shell/cli/run-result.ts';

/** The reference study: 4 tasks on 32 inputs; 4 twins and 7 arms, 10 replicates, 30 epochs of 16 steps of 64 rows. */
const study = {
  /** A fifth of the rows is for the test, a fifth of the rest for validation: 1,024 are left for training. */
  rows: 1600,
  trainRows: 1024,
  validationRows: 256,
  inputs: 32,
  tasks: 4,
  replicates: 10,
  epochs: 30,
  stepsPerEpoch: 16,
  batchSize: 64,
  widths: [64, 64],
  learningRate: 0.001,
  seed: 20,
};

const arms = [
  { id: 'equal', peer: { method: 'static', weights: [1, 1, 1, 1] } },
  { id: 'static;weights=2,1,0.5,0.5', peer: { method: 'static', weights: [2, 1, 0.5, 0.5] } },
  { id: 'static;weights=0.5,0.5,1,2', peer: { method: 'static', weights: [0.5, 0.5, 1, 2] } },
  { id: 'uncertainty', peer: { method: 'uncertainty' } },
  { id: 'gradnorm', peer: { method: 'gradnorm', alpha: 1.5 } },
  { id: 'gradnorm;alpha=0.5', peer: { method: 'gradnorm', alpha: 0.5 } },
  { id: 'pcgrad', peer: { method: 'pcgrad' } },
] as const;

const goals = { trainingShare: 0.5, overPeer: 20 };
const commandLine = fileURLToPath(new URL('../../src-main/shell/cli/main.ts', import.meta.url));
const peerProgram = fileURLToPath(new URL('peer/study_torch.py', import.meta.url));
const outputFolder = fileURLToPath(new URL('../../build/bench/', import.meta.url));

type Timings = RunResult['timings'];

interface Peer {
  readonly seconds: number;
  readonly trainings: number;
  readonly torch: string;
}

/** The reference study from the command line, split into its stages, and against plain PyTorch loops with `peers`. */
export async function benchStudy(options: { readonly peers: boolean } = { peers: false }): Promise<object> {
  const [loadBefore = NaN] = loadavg();
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'));
  try {
    const { timings, trainings, commandSeconds } = await runStudy(folder);
    // wall time in which training or evaluation went on in any trainer: the sums over trainers tell how full they were
    const trainSeconds = timings.busy.trainOrEvaluate;
    const peer = options.peers ? runPeer() : null;
    const result = {
      loadBefore,
      trainings,
      commandSeconds,
      timings,
      trainingShare: trainSeconds / commandSeconds,
      peer,
      /** The peer's loops on one core after another's work, against our training and evaluation. */
      peerOverTraining: peer === null ? null : peer.seconds / trainSeconds,
      peerOverCommand: peer === null ? null : peer.seconds / commandSeconds,
      goals,
    };
    print(result, options.peers);
    await mkdir(outputFolder, { recursive: true });
    await writeFile(join(outputFolder, 'study.json'), `${JSON.stringify(result, null, 2)}\n`);
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runStudy(folder: string): Promise<{ timings: Timings; trainings: number; commandSeconds: number }> {
  const data = join(folder, 'reference.csv');
  const json = join(folder, 'result.json');
  await writeFile(data, createTable());
  const started = performance.now();
  await runCommand([
    'run',
    data,
    ...Array.from({ length: study.tasks }, (_, task) => ['--task', `y${task}:regression`]).flat(),
    ...arms.flatMap((arm) => ['--arm', arm.id]),
    ...['--splits', String(study.replicates), '--seeds', '1', '--patience', '0'],
    ...['--epochs', String(study.epochs), '--batch', String(study.batchSize), '--widths', study.widths.join(',')],
    ...['--learning-rate', String(study.learningRate), '--seed', String(study.seed)],
    ...['--workspace', join(folder, 'workspace'), '--json', json],
  ]);
  const commandSeconds = (performance.now() - started) / 1000;
  const result = JSON.parse(await readFile(json, 'utf8')) as RunResult;
  const trainings = result.runs.filter((run) => run.status === 'completed').length;
  const planned = study.replicates * (study.tasks + arms.length);
  if (trainings !== planned) throw new Error(`${trainings} of ${planned} trainings completed`);
  return { timings: result.timings, trainings, commandSeconds };
}

/** Inputs uniform with unit variance; each task the tanh of a random direction, with noise. */
function createTable(): string {
  const draw = (purpose: string, index: number): number =>
    Math.sqrt(3) * (2 * uniformAt(deriveSeed(study.seed, purpose), 0, index) - 1);
  const header = [
    ...Array.from({ length: study.inputs }, (_, input) => `x${input}`),
    ...Array.from({ length: study.tasks }, (_, task) => `y${task}`),
  ];
  const lines = Array.from({ length: study.rows }, (_, row) => {
    const inputs = Array.from({ length: study.inputs }, (_unused, input) => draw('inputs', row * study.inputs + input));
    const targets = Array.from({ length: study.tasks }, (_unused, task) => {
      const signal = inputs.reduce((sum, x, input) => sum + 0.3 * x * draw('weights', task * study.inputs + input), 0);
      return Math.tanh(signal) + 0.3 * draw('noise', row * study.tasks + task);
    });
    return [...inputs, ...targets].map((value) => value.toFixed(6)).join(',');
  });
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

async function runCommand(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--no-deprecation', commandLine, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorText += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`tandem run ended with ${code}: ${errorText.slice(-2000)}`);
}

/** The same trainings as plain PyTorch loops with all cores, or null where PyTorch is not found. */
function runPeer(): Peer | null {
  const python = process.env['TANDEM_PEER_PYTHON'] ?? 'python3';
  const found = spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
  if (found.status !== 0) return null;
  const twins = Array.from({ length: study.tasks }, (_, task) => ({ method: 'twin', task }));
  const settings = { ...study, threads: 1, arms: [...twins, ...arms.map((arm) => arm.peer)] };
  const ran = spawnSync(python, [peerProgram], {
    input: JSON.stringify(settings),
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  if (ran.status !== 0) throw new Error(`the PyTorch loops ended with ${ran.status}: ${ran.stderr.slice(-2000)}`);
  return JSON.parse(ran.stdout) as Peer;
}

function word(met: boolean): string {
  return met ? 'met' : 'missed';
}

function print(
  result: {
    readonly trainings: number;
    readonly commandSeconds: number;
    readonly timings: Timings;
    readonly trainingShare: number;
    readonly peer: Peer | null;
    readonly peerOverTraining: number | null;
    readonly peerOverCommand: number | null;
  },
  peersAsked: boolean,
): void {
  const { timings } = result;
  const log = new Console(process.stdout);
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  log.log(`  ${result.trainings} trainings from the command line in ${seconds(result.commandSeconds)}`);
  log.log(`  start ${seconds(timings.start)}, then ${seconds(timings.wall)} with ${timings.trainers} trainers;`);
  const { busy } = timings;
  log.log(
    `  wall time with a trainer that compiles ${seconds(busy.compile)}, trains ${seconds(busy.train)}, evaluates ${seconds(busy.evaluate)}, trains or evaluates ${seconds(busy.trainOrEvaluate)};`,
  );
  log.log(
    `  summed over the trainers: compile ${seconds(timings.compile)}, train ${seconds(timings.train)}, evaluate ${seconds(timings.evaluate)}; store ${seconds(timings.store)}`,
  );
  log.log(
    `  train + evaluate: ${(100 * result.trainingShare).toFixed(0)} % of the whole wall time (goal 50 %): ${word(result.trainingShare >= goals.trainingShare)}`,
  );
  if (result.peer !== null) {
    log.log(`  plain PyTorch ${result.peer.torch}: ${seconds(result.peer.seconds)} for ${result.peer.trainings}`);
    log.log(
      `  PyTorch / our train + evaluate: ${result.peerOverTraining?.toFixed(1)} x (goal ${goals.overPeer} x): ${word((result.peerOverTraining ?? 0) >= goals.overPeer)}; / our whole command: ${result.peerOverCommand?.toFixed(1)} x`,
    );
  } else if (peersAsked) {
    log.log('  SKIPPED the PyTorch loops: no PyTorch found. Name a Python that has it in TANDEM_PEER_PYTHON.');
  }
}
