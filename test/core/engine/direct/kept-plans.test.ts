import * as tf from '@tensorflow/tfjs-core';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DirectEngine } from '../../../../src-main/core/engine/direct/direct-engine.ts';
import { KeptPlans, openKeptPlans, plansVariable } from '../../../../src-main/core/engine/direct/kept-plans.ts';
import { loadDirect } from '../../../../src-main/core/engine/direct/load-direct.ts';
import type { Program, TensorMap } from '../../../../src-main/core/engine/engine.ts';
import { loadNative } from '../../../../src-main/core/engine/native/load-native.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { signatureOf } from '../../../../src-main/core/engine/signature.ts';
import { disposeAll } from '../run-cases.ts';
import { createRandomProgram, type RandomProgram } from './random-program.ts';

let folder = '';

beforeAll(async () => {
  await openEngine('direct');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-plans-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The result of a program on an engine that keeps its plans, and how often the program was traced. */
function run({ program, state, inputs, count }: Omit<RandomProgram, 'program'> & { program: Program }): {
  values: Record<string, number[]>;
  nodeCount: number;
  traces: number;
} {
  let traces = 0;
  const counted: Program = {
    name: program.name,
    body(...given) {
      traces += 1;
      return program.body(...given);
    },
  };
  const engine = new DirectEngine(loadNative(), loadDirect(), new KeptPlans(folder));
  const executable = engine.compile(counted, state, inputs);
  const end = executable.run(state, inputs, 0, count);
  const values = Object.fromEntries(Object.entries(end).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]));
  disposeAll(end);
  executable.dispose();
  return { values, nodeCount: executable.nodeCount, traces };
}

const doubling: Program = { name: 'doubling', body: (_, { x }) => ({ x: tf.mul(x!, 2) }) };

function double(values: number[]): ReturnType<typeof run> {
  const state: TensorMap = { x: tf.tensor1d(values) };
  const result = run({ program: doubling, state, inputs: {}, count: 1 });
  disposeAll(state);
  return result;
}

describe('a kept plan', () => {
  it('serves in place of a trace, with the same bits', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const made = createRandomProgram(seed);
      const first = run(made);
      expect(first.traces, `seed ${seed}`).toBeGreaterThan(0);
      expect(run(made), `seed ${seed}`).toEqual({ ...first, traces: 0 });
      disposeAll({ ...made.state, ...made.inputs });
    }
  });

  it('is of the shapes that it was made for', () => {
    expect([double([1, 2]).traces, double([1, 2, 3]).traces, double([4, 5]).traces]).toEqual([1, 1, 0]);
    expect(double([4, 5, 6]).values).toEqual({ x: [8, 10, 12] });
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, 40)],
    ['empty', (file: string) => truncateSync(file, 0)],
    ['changed', (file: string) => writeFileSync(file, readFileSync(file).fill(7, 60, 64))],
  ])('is made anew where its file is %s', (_, damage) => {
    double([1]);
    const [name = ''] = readdirSync(folder);
    const whole = readFileSync(join(folder, name));
    damage(join(folder, name));
    expect(double([3])).toMatchObject({ values: { x: [6] }, traces: 1 });
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name)).equals(whole)).toBe(true);
  });

  it('is not one that takes as long to read as to make', () => {
    const kept = new KeptPlans(folder);
    const plan = { code: new Int32Array(2 ** 19), constants: new Int32Array(0), size: 0, nodeCount: 1 };
    const signature = (program: string) => ({ program, state: [], inputs: [] });
    kept.keep(signature('small'), plan);
    kept.keep(signature('large'), { ...plan, code: new Int32Array(2 ** 20) });
    expect([kept.find(signature('small')), kept.find(signature('large'))]).toEqual([plan, null]);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is refused, with the memory that it needs, where the machine has less', () => {
    const state: TensorMap = { x: tf.tensor1d([1]) };
    const kept = new KeptPlans(folder);
    const plan = { code: new Int32Array(0), constants: new Int32Array(6), size: 2 ** 50, nodeCount: 1 };
    kept.keep(signatureOf(doubling.name, state, {}), plan);
    const engine = new DirectEngine(loadNative(), loadDirect(), kept);
    let fault: unknown;
    try {
      engine.compile(doubling, state, {});
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({
      code: 'engine',
      message: `program doubling could not be made ready; it needs ${4 * (2 ** 50 + 6)} bytes: not enough memory for a plan`,
    });
    disposeAll(state);
  });

  it('can do without its folder', () => {
    rmSync(folder, { recursive: true });
    expect(double([3])).toMatchObject({ values: { x: [6] }, traces: 1 });
  });
});

it('is asked for by the environment', () => {
  expect(openKeptPlans({})).toBeNull();
  expect(openKeptPlans({ [plansVariable]: '' })).toBeNull();
  expect(openKeptPlans({ [plansVariable]: folder })).toBeInstanceOf(KeptPlans);
});
