import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../../../src-main/contract/training.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { Checkpoint } from '../../../src-main/core/train/cohort.ts';
import {
  estimateDisk,
  estimateMemory,
  fittingTrainers,
  planTraining,
} from '../../../src-main/service/training/plan.ts';
import { TwinRecord, withTwinLosses } from '../../../src-main/core/train/twin-losses.ts';
import { TrainerPool, type TrainingHandle, type TrainingRequest } from '../../../src-main/service/training/pool.ts';
import { arm, createStudy, type SyntheticOptions } from '../../helper/study.ts';
import { collect, trainCollecting } from '../../helper/training.ts';

const pool = new TrainerPool({ trainers: 2, checkpointMs: 20 });
afterAll(() => pool.close());

function requestOf(options: SyntheticOptions, engine: TrainingRequest['engine'] = 'auto'): TrainingRequest {
  const study = createStudy(options);
  const { spec, encoding, splits } = study;
  const preparations = splits.map((split) => fitPreparation(encoding, split.train));
  const data = { encoding, splits, preparations };
  return { plan: planTraining(spec, data), spec, data, engine };
}

async function runAll(request: TrainingRequest): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  await pool.startTraining(request, (event) => events.push(event)).done;
  return events;
}

/** Long enough for several checkpoints. */
const long: SyntheticOptions = {
  rows: 300,
  tasks: ['regression', 'binary'],
  arms: [arm('equal')],
  network: { dropout: 0.1 },
  training: { epochs: 1000, batchSize: 4, learningRate: 0.001 },
};

/** Threads of a process that help the one that runs a program. */
function countHelpers(processId: number): number {
  const tasks = `/proc/${processId}/task`;
  return readdirSync(tasks).filter((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8').trim() === 'tandem-helper')
    .length;
}

function numbersOf(events: readonly TrainingEvent[]): unknown {
  const { curves, runs } = collect(events);
  return { curves: [...curves].sort(), runs: [...runs].sort() };
}

function firstCheckpoint(request: TrainingRequest, events: TrainingEvent[], then: () => void) {
  let seen = false;
  return pool.startTraining(request, (event) => {
    events.push(event);
    if (event.kind === 'checkpoint' && !seen) {
      seen = true;
      then();
    }
  });
}

describe('the trainers', () => {
  it('give the numbers of a training in this process, and say what they compute with', async () => {
    const options: SyntheticOptions = { arms: [arm('equal'), arm('uncertainty')], training: { epochs: 3 } };
    const events = await runAll(requestOf(options));
    const { engine } = await openEngine('auto');
    const here = await trainCollecting(createStudy(options), engine, { exactEngine: false });
    expect(numbersOf(events)).toEqual(numbersOf(here.events));
    const engines = (told: readonly TrainingEvent[]): unknown[] =>
      told.flatMap((event) => (event.kind === 'compiled' ? [`${event.cohort} ${event.engine}`] : [])).sort();
    expect(engines(events)).toEqual(engines(here.events));
    expect((await pool.engineStatus()).kind).toBe(engine.kind);
  });

  it.skipIf(process.platform !== 'linux')(
    'let a lone cohort have the threads of all, and give it the numbers of one thread',
    async () => {
      const options: SyntheticOptions = {
        rows: 600,
        arms: [arm('equal')],
        network: { widths: [192, 192] },
        training: { epochs: 3, batchSize: 128 },
      };
      const request = requestOf(options);
      const [cohort] = request.plan.cohorts;
      const lone = { ...request, plan: { ...request.plan, cohorts: cohort === undefined ? [] : [cohort] } };
      const trainers = new TrainerPool({ trainers: 3 });
      try {
        const events: TrainingEvent[] = [];
        await trainers.startTraining(lone, (event) => events.push(event)).done;
        const { engine } = await openEngine('auto');
        const here = await trainCollecting(createStudy(options), engine, { exactEngine: false });
        expect(numbersOf(events)).toEqual(numbersOf(here.events.filter((event) => event.cohort === cohort?.id)));
        const helpers = trainers.processIds.map(countHelpers);
        expect(helpers).toEqual(engine.kind === 'direct' ? [2] : [0]);
      } finally {
        await trainers.close();
      }
    },
  );

  it('end with the same numbers when they are killed on the way, by themselves or with everything', async () => {
    const request = requestOf(long);
    const whole = numbersOf(await runAll(request));

    const survived: TrainingEvent[] = [];
    await firstCheckpoint(request, survived, () => pool.processIds.forEach((id) => process.kill(id, 'SIGKILL'))).done;
    expect(survived.filter((event) => event.kind === 'compiled')).toHaveLength(2);
    expect(numbersOf(survived)).toEqual(whole);

    const stopped: TrainingEvent[] = [];
    const aborted = Promise.withResolvers<undefined>();
    const handle = firstCheckpoint(
      request,
      stopped,
      () => void handle.stop({ keep: false }).then(() => aborted.resolve(undefined)),
    );
    await aborted.promise;
    expect(stopped.some((event) => event.kind === 'evaluated')).toBe(false);
    const saved = stopped.filter((event) => event.kind === 'checkpoint');
    const checkpoints = new Map<string, Checkpoint>(saved.map((event) => [event.cohort, event]));
    const resumed = await runAll({ ...request, checkpoints });
    expect(resumed.find((event) => event.kind === 'epochs')?.fromEpoch).toBe(saved.at(-1)?.epoch);
    expect(numbersOf([...stopped, ...resumed])).toEqual(whole);
  });

  it('train what reads the losses of twins after these, to the same numbers as one after another', async () => {
    const options: SyntheticOptions = {
      arms: [arm('equal', { 'stage.loss': 3 }), arm('pcgrad', { 'stage.loss': 3 }), arm('uncertainty')],
      training: { epochs: 3 },
    };
    const request = requestOf(options);
    const twins = new TwinRecord();
    const tasks = request.spec.tasks.map(({ column }) => column);
    const complete: TrainingRequest['complete'] = (cohort) =>
      withTwinLosses(cohort, tasks, (twin) => twins.lossOf(twin));
    const events: TrainingEvent[] = [];
    await pool.startTraining({ ...request, complete }, (event) => {
      twins.note(event);
      events.push(event);
    }).done;
    const { engine } = await openEngine('auto');
    const here = await trainCollecting(createStudy(options), engine, { exactEngine: false });
    expect(numbersOf(events)).toEqual(numbersOf(here.events));
    const told = events.map(({ kind, cohort }) => `${kind} ${cohort}`);
    const begun = told.findIndex((each) => each.startsWith('epochs') && each.includes('stage.loss'));
    expect(begun).toBeGreaterThan(told.lastIndexOf('evaluated static-1'));

    // killed twice over the twins: what waits for them fails with them
    const failed: TrainingEvent[] = [];
    const broken = requestOf({ ...long, arms: [arm('equal', { 'stage.loss': 3 })] });
    await pool.startTraining({ ...broken, complete }, (event) => {
      failed.push(event);
      if (event.kind === 'compiled') pool.processIds.forEach((id) => process.kill(id, 'SIGKILL'));
    }).done;
    const messages = failed.flatMap((event) => (event.kind === 'failed' ? [`${event.cohort}: ${event.message}`] : []));
    expect(messages).toHaveLength(2);
    expect(messages[1]).toContain('static;stage.loss=3-1: it reads the losses of the single-task twins of static-1');
  });

  it('leave out cohorts that are finished', async () => {
    const request = requestOf({ arms: [arm('equal'), arm('uncertainty')], training: { epochs: 3 } });
    const events = await runAll({ ...request, finished: new Set(['static-1']) });
    expect(new Set(events.map((event) => event.cohort))).toEqual(new Set(['uncertainty-1']));
  });

  it('stop within a second, with what was reached or with nothing', async () => {
    for (const keep of [true, false]) {
      const events: TrainingEvent[] = [];
      const begun = Promise.withResolvers<undefined>();
      const request = requestOf({ ...long, training: { epochs: 10_000, batchSize: 4, learningRate: 0.001 } });
      const handle = pool.startTraining(request, (event) => {
        events.push(event);
        if (event.kind === 'epochs') begun.resolve(undefined);
      });
      await begun.promise;
      await handle.stop({ keep });
      await handle.done;
      const runs = [...collect(events).runs.values()];
      expect(runs).toHaveLength(keep ? 6 : 0);
      for (const run of runs) {
        expect(run.status).toBe('cancelled');
        expect(run.epochsTrained).toBeLessThan(10_000);
        expect(Object.keys(run.metrics).length).toBeGreaterThan(0);
      }
    }
  });

  it('report a cohort that kills its trainer twice as failed, and go on with the next study', async () => {
    const request = requestOf(long);
    const events: TrainingEvent[] = [];
    await pool.startTraining(request, (event) => {
      events.push(event);
      if (event.kind === 'compiled') pool.processIds.forEach((id) => process.kill(id, 'SIGKILL'));
    }).done;
    const failures = events.filter((event) => event.kind === 'failed');
    expect(failures).toHaveLength(1);
    expect(failures[0]?.remedy).toMatch(/memory/);
    expect(collect(await runAll(requestOf({ training: { epochs: 2 } }))).runs.size).toBe(8);
  });

  it('train ahead to the same numbers, of which nobody hears until it is admitted', async () => {
    const options: SyntheticOptions = {
      arms: [arm('equal'), arm('static', { 'stage.loss': 3 }), arm('pcgrad')],
      network: { widths: [9] },
      training: { epochs: 3 },
    };
    const request = requestOf(options);
    const reading = request.plan.cohorts.filter(({ waitsFor }) => waitsFor !== undefined);
    expect(reading.length).toBeGreaterThan(0);
    const record = new TwinRecord();
    const events: TrainingEvent[] = [];
    const complete: TrainingRequest['complete'] = (plan) =>
      withTwinLosses(
        plan,
        request.spec.tasks.map(({ column }) => column),
        (twin) => record.lossOf(twin),
      );
    const ahead = pool.trainAhead(request);
    const hear = (event: TrainingEvent, toldAtMs: number): void => {
      expect(toldAtMs).toBeGreaterThanOrEqual(ahead.startedAtMs);
      record.note(event);
      events.push(event);
    };
    await ahead.admit({ ...request, complete }, hear).done;
    const { engine } = await openEngine('auto');
    expect(numbersOf(events)).toEqual(
      numbersOf((await trainCollecting(createStudy(options), engine, { exactEngine: false })).events),
    );
  });

  it('give up what was trained ahead of a study that may not be, and train meanwhile', async () => {
    const ahead = [11, 12, 13, 14].map((width) =>
      pool.trainAhead(requestOf({ ...long, network: { widths: [width] } })),
    );
    const training = runAll(requestOf({ training: { epochs: 2 } }));
    for (const one of ahead) one.drop();
    expect(collect(await training).runs.size).toBe(8);
  });

  it('stop a training that began ahead and keep what it has', async () => {
    const request = requestOf(long);
    const ahead = pool.trainAhead(request);
    const { events, handle } = await new Promise<{ events: TrainingEvent[]; handle: TrainingHandle }>((resolve) => {
      const told: TrainingEvent[] = [];
      const admitted = ahead.admit(request, (event) => {
        told.push(event);
        if (event.kind === 'checkpoint') setImmediate(() => resolve({ events: told, handle: admitted }));
      });
    });
    await handle.stop({ keep: true });
    await handle.done;
    const runs = events.flatMap((event) => (event.kind === 'evaluated' ? event.runs : []));
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.every(({ status }) => status === 'cancelled')).toBe(true);
  });

  it('work on a study one at a time where no more fit, with the same numbers', async () => {
    const request = requestOf({ arms: [arm('equal'), arm('pcgrad')], training: { epochs: 2 } });
    const events: TrainingEvent[] = [];
    const open = new Set<string>();
    let most = 0;
    const handle = pool.startTraining({ ...request, trainers: 1 }, (event) => {
      events.push(event);
      if (event.kind === 'compiled') open.add(event.cohort);
      most = Math.max(most, open.size);
      if (event.kind === 'evaluated') open.delete(event.cohort);
    });
    await handle.done;
    expect(request.plan.cohorts.length).toBeGreaterThan(1);
    expect(most).toBe(1);
    expect(numbersOf(events)).toEqual(numbersOf(await runAll(request)));
  });

  it('measure the speed of a plan', async () => {
    const request = requestOf({ arms: [arm('equal')], training: { epochs: 2 } });
    const estimate = await pool.measure(request);
    expect(estimate.seconds).toBeGreaterThan(0);
    expect(estimate.measuredSteps).toBe(2 * request.plan.stepsPerEpoch);
    expect(['direct', 'xla', 'graph', 'wasm']).toContain(estimate.engine);
  });

  it('train a small study on the WebAssembly engine, close to the native numbers', async () => {
    const options: SyntheticOptions = {
      rows: 60,
      splits: 1,
      arms: [arm('equal'), arm('uncertainty'), arm('gradnorm'), arm('pcgrad')],
      missingLabels: 0.1,
      missingInputs: 0.1,
      network: { dropout: 0.1, layerNorm: true },
      training: { epochs: 2, weightDecay: 0.01, gradientClip: 1, patience: 2 },
    };
    const wasm = collect(await runAll(requestOf(options, 'wasm')));
    const best = collect(await runAll(requestOf(options)));
    const compiled = wasm.events.filter((event) => event.kind === 'compiled');
    expect(compiled.map((event) => event.engine)).toEqual(compiled.map(() => 'wasm'));
    expect(wasm.runs.size).toBe(7);
    for (const [key, curve] of best.curves) {
      const other = wasm.curves.get(key)?.validationLoss.flat() ?? [];
      curve.validationLoss.flat().forEach((loss, index) => {
        if (!Number.isNaN(loss)) expect(Math.abs((other[index] as number) - loss)).toBeLessThan(1e-3);
      });
    }
  });
});

describe('what a plan takes', () => {
  it('grows with the study', () => {
    const small = requestOf({});
    const large = requestOf({ splits: 8, network: { widths: [512, 512] } });
    expect(estimateMemory(large.plan, 2)).toBeGreaterThan(estimateMemory(small.plan, 2));
    expect(estimateDisk(large.plan, large.data)).toBeGreaterThan(10 * estimateDisk(small.plan, small.data));
    expect(estimateMemory(small.plan, 4)).toBeGreaterThan(1.9 * estimateMemory(small.plan, 2));
  });

  it('decides how many trainers fit beside one another', () => {
    const { plan } = requestOf({ network: { widths: [512, 512] } });
    expect(fittingTrainers(plan, 8, estimateMemory(plan, 8))).toBe(8);
    expect(fittingTrainers(plan, 8, estimateMemory(plan, 3))).toBe(3);
    expect(fittingTrainers(plan, 8, estimateMemory(plan, 1) - 1)).toBe(1);
  });

  it('grows little with the replicates of a large network, which are trained in turn', () => {
    const network = { widths: [2048, 2048] };
    const few = requestOf({ splits: 2, seeds: 1, network });
    const many = requestOf({ splits: 8, seeds: 4, network });
    expect(many.plan.cohorts.length).toBeGreaterThan(few.plan.cohorts.length);
    expect(estimateMemory(many.plan, 2)).toBeLessThan(1.1 * estimateMemory(few.plan, 2));
  });

  it('counts every network that an alternative trains for a run', () => {
    const tasks = Array.from({ length: 6 }, () => 'regression' as const);
    const study = { tasks, splits: 1, seeds: 1, network: { widths: [1024, 1024] } };
    const pairs = requestOf({ ...study, arms: [arm('grouping-pairs')] });
    const plain = requestOf({ ...study, arms: [arm('equal')] });
    const ofAllPairs = 21 * 4 * 10 * 1024 * 1024;
    expect(estimateMemory(pairs.plan, 1)).toBeGreaterThan(ofAllPairs);
    expect(estimateMemory(plain.plan, 1)).toBeLessThan(estimateMemory(pairs.plan, 1) - ofAllPairs / 2);
  });

  it('trains fewer runs of an alternative together where their networks are large', () => {
    const parts = (width: number): number =>
      requestOf({ splits: 8, arms: [arm('equal-compute')], network: { widths: [width, width] } }).plan.cohorts.filter(
        ({ alternative }) => alternative !== undefined,
      ).length;
    expect(parts(2048)).toBeGreaterThan(parts(16));
  });
});
