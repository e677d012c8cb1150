import { spawn } from 'node:child_process';
import { Console } from 'node:console';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunResult } from '../../src-main/shell/cli/run-result.ts';
import { createReferenceTable, firstArms, methodArms, reference, type BenchArm } from './reference-study.ts';
import { runStudyPeer, type StudyPeer } from './study-peer.ts';

const goals = { trainingShare: 0.5, startAndCompileShare: 0.25 };
const commandLine = fileURLToPath(new URL('../../src-main/launch/cli.js', import.meta.url));
const outputFolder = fileURLToPath(new URL('../../build/bench/', import.meta.url));

/** Odd, so that one is in the middle. */
const ownRuns = 5;

type Timings = RunResult['timings'];

interface OwnRun {
  readonly timings: Timings;
  readonly trainings: number;
  readonly commandSeconds: number;
  /** Of every run, the first of its shape first. */
  readonly allSeconds: readonly number[];
}

interface Ratio {
  readonly library: StudyPeer['library'];
  readonly seconds: number;
  readonly trainings: number;
  readonly overTraining: number;
  readonly overCommand: number;
  readonly goal: string;
  readonly met: boolean;
}

interface Options {
  readonly peers: boolean;
}

/** The first five methods at seven settings from the command line, split into its stages, and against plain PyTorch loops. */
export function benchStudy(options: Options = { peers: false }): Promise<object> {
  return benchArms('study', firstArms, options, [
    { library: 'plain', least: 20, of: 'overTraining' },
    { library: 'libmtl', least: 40, of: 'overCommand' },
  ]);
}

/** Seven methods, gradient-level ones among them, and against loops in PyTorch, TorchJD and LibMTL. */
export function benchMethods(options: Options = { peers: false }): Promise<object> {
  return benchArms('methods', methodArms, options, [
    { library: 'plain', least: 25, of: 'overCommand' },
    { library: 'torchjd', least: 25, of: 'overCommand' },
    { library: 'libmtl', least: 40, of: 'overCommand' },
  ]);
}

interface PeerGoal {
  readonly library: StudyPeer['library'];
  readonly least: number;
  readonly of: 'overTraining' | 'overCommand';
}

async function benchArms(
  name: string,
  arms: readonly BenchArm[],
  { peers }: Options,
  peerGoals: readonly PeerGoal[],
): Promise<object> {
  const [loadBefore = NaN] = loadavg();
  const log = new Console(process.stdout);
  const own = await runOwn(arms);
  print(log, own);
  const ratios: Ratio[] = [];
  for (const goal of peers ? peerGoals : []) {
    const peer = runStudyPeer(goal.library, arms);
    if (typeof peer === 'string') log.log(`  SKIPPED the loops of ${goal.library}: ${peer}`);
    else ratios.push(await compare(log, goal, peer, arms, own));
  }
  const result = { loadBefore, ...own, shares: sharesOf(own), goals, ratios };
  await mkdir(outputFolder, { recursive: true });
  await writeFile(join(outputFolder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** A library that lacks some of the methods is compared with a study of those that it has. */
async function compare(
  log: Console,
  goal: PeerGoal,
  peer: StudyPeer,
  arms: readonly BenchArm[],
  whole: OwnRun,
): Promise<Ratio> {
  const known = arms.filter((arm) => arm.peer.method in peer.byMethod);
  const own = known.length === arms.length ? whole : await runOwn(known);
  const ratio = {
    library: peer.library,
    seconds: peer.seconds,
    trainings: peer.trainings,
    overTraining: peer.seconds / own.timings.busy.trainOrEvaluate,
    overCommand: peer.seconds / own.commandSeconds,
  };
  const met = ratio[goal.of] >= goal.least;
  const left = arms.filter((arm) => !known.includes(arm)).map((arm) => arm.id);
  log.log(
    `  ${peer.library}: ${peer.seconds.toFixed(1)} s for ${peer.trainings} trainings${left.length === 0 ? '' : ` (without ${left.join(', ')}: ours the middle of ${sayAll(own.allSeconds)})`}; ${ratio.overTraining.toFixed(1)} x our train or evaluate, ${ratio.overCommand.toFixed(1)} x our whole command`,
  );
  const what = goal.of === 'overCommand' ? 'whole command' : 'train or evaluate';
  log.log(`    goal ${goal.least} x the ${what}: ${word(met)}`);
  return { ...ratio, goal: `${goal.least} x the ${what}`, met };
}

/**
 * A study takes two seconds and its loops over a minute, in which a busy moment of the machine is lost: so it is run five times,
 * each in a workspace of its own, and the one in the middle counts.
 */
async function runOwn(arms: readonly BenchArm[]): Promise<OwnRun> {
  const all: OwnRun[] = [];
  for (let run = 0; run < ownRuns; run += 1) all.push(await runOnce(arms));
  const seconds = all.map(({ commandSeconds }) => commandSeconds);
  const middle = all.toSorted((one, other) => one.commandSeconds - other.commandSeconds)[(ownRuns - 1) / 2] as OwnRun;
  return { ...middle, allSeconds: seconds };
}

async function runOnce(arms: readonly BenchArm[]): Promise<OwnRun> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'));
  try {
    const data = join(folder, 'reference.csv');
    const json = join(folder, 'result.json');
    await writeFile(data, createReferenceTable());
    const started = performance.now();
    await runCommand([
      'run',
      data,
      ...Array.from({ length: reference.tasks }, (_, task) => ['--task', `y${task}:regression`]).flat(),
      ...arms.flatMap((arm) => ['--arm', arm.id]),
      ...['--splits', String(reference.replicates), '--seeds', '1', '--patience', '0'],
      ...['--epochs', String(reference.epochs), '--batch', String(reference.batchSize)],
      ...['--widths', reference.widths.join(','), '--learning-rate', String(reference.learningRate)],
      ...['--seed', String(reference.seed), '--workspace', join(folder, 'workspace'), '--json', json],
    ]);
    const commandSeconds = (performance.now() - started) / 1000;
    const result = JSON.parse(await readFile(json, 'utf8')) as RunResult;
    const trainings = result.runs.filter((run) => run.status === 'completed').length;
    const planned = reference.replicates * (reference.tasks + arms.length);
    if (trainings !== planned) throw new Error(`${trainings} of ${planned} trainings completed`);
    return { timings: result.timings, trainings, commandSeconds, allSeconds: [commandSeconds] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

/** Shares of the whole wall time: with a trainer that trains or evaluates, and of what is neither that nor the end. */
function sharesOf({ timings, commandSeconds }: OwnRun): { training: number; startAndCompile: number } {
  const { trainOrEvaluate } = timings.busy;
  return {
    training: trainOrEvaluate / commandSeconds,
    startAndCompile: Math.max(0, timings.start + timings.wall - trainOrEvaluate - timings.store) / commandSeconds,
  };
}

function word(met: boolean): string {
  return met ? 'met' : 'missed';
}

function print(log: Console, own: OwnRun): void {
  const { timings, trainings, commandSeconds, allSeconds } = own;
  const { busy } = timings;
  const shares = sharesOf(own);
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  log.log(
    `  ${trainings} trainings from the command line in ${seconds(commandSeconds)}, the middle of ${sayAll(allSeconds)}`,
  );
  log.log(`  start ${seconds(timings.start)}, then ${seconds(timings.wall)} with ${timings.trainers} trainers;`);
  log.log(
    `  wall time with a trainer that compiles ${seconds(busy.compile)}, trains ${seconds(busy.train)}, evaluates ${seconds(busy.evaluate)}, trains or evaluates ${seconds(busy.trainOrEvaluate)};`,
  );
  log.log(
    `  summed over the trainers: compile ${seconds(timings.compile)}, train ${seconds(timings.train)}, evaluate ${seconds(timings.evaluate)}; store ${seconds(timings.store)}`,
  );
  log.log(
    `  train + evaluate: ${percent(shares.training)} of the whole wall time (goal ${percent(goals.trainingShare)}): ${word(shares.training >= goals.trainingShare)}`,
  );
  log.log(
    `  start + compile without training beside it: ${percent(shares.startAndCompile)} (goal under ${percent(goals.startAndCompileShare)}): ${word(shares.startAndCompile < goals.startAndCompileShare)}`,
  );
}

function sayAll(seconds: readonly number[]): string {
  return `${seconds.map((value) => value.toFixed(2)).join(', ')} s`;
}
