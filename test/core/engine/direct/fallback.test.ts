import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compileBest } from '../../../../src-main/core/engine/compile-best.ts';
import { compileSuited } from '../../../../src-main/core/engine/compile-suited.ts';
import type { Engine, Executable, Program, TensorMap } from '../../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';

let direct: Engine;
let auto: Engine;
let executable: Executable | undefined;
let state: TensorMap;
let inputs: TensorMap;

beforeAll(async () => {
  direct = (await openEngine('direct')).engine;
  auto = (await openEngine('auto')).engine;
  state = { x: tf.tensor3d([1, 2, 3, 4], [1, 4, 1]) };
  inputs = { kernel: tf.tensor3d([1, 1, 1], [3, 1, 1]) };
});

afterEach(() => executable?.dispose());

const convolution: Program = {
  name: 'convolution',
  body: (_, { x }, { kernel }) => ({ x: tf.conv1d(x as tf.Tensor3D, kernel as tf.Tensor3D, 1, 'same') }),
};

function elements(made: Executable, given: TensorMap, fed: TensorMap): number[] {
  return Array.from(made.run(given, fed, 0, 2)['x']!.dataSync());
}

describe('an op that the direct engine lacks', () => {
  it('goes to the graph with a notice that names it, where the engine was asked for by name', () => {
    const made = compileSuited({ engine: direct, exact: true, worthCompiling: true }, convolution, state, inputs);
    executable = made.executable;
    expect(executable.kind).toBe('graph');
    expect(made.notices).toMatchObject([{ wanted: 'direct', used: 'graph' }]);
    expect(made.notices[0]?.reason).toBe('unsupported op in the direct engine: Conv2D');
    expect(elements(executable, state, inputs)).toEqual([9, 18, 22, 16]);
  });

  it.each([
    [true, 'xla'],
    [false, 'graph'],
  ])('goes to TensorFlow without one where any engine will do (worth compiling: %s)', (worthCompiling, kind) => {
    expect(auto.kind).toBe('direct');
    const made = compileSuited({ engine: auto, exact: false, worthCompiling }, convolution, state, inputs);
    executable = made.executable;
    expect([executable.kind, made.notices]).toEqual([kind, []]);
    expect(elements(executable, state, inputs)).toEqual([9, 18, 22, 16]);
  });
});

it('runs what it has ops for under either wish', () => {
  const doubling: Program = { name: 'doubling', body: (_, { x }) => ({ x: tf.mul(x!, 2) }) };
  for (const exact of [true, false]) {
    const made = compileSuited({ engine: direct, exact, worthCompiling: true }, doubling, state, {});
    expect([made.executable.kind, made.notices]).toEqual(['direct', []]);
    expect(elements(made.executable, state, {})).toEqual([4, 8, 12, 16]);
    made.executable.dispose();
  }
});

it('goes down to eager for a step that reads values on the host', () => {
  const reading: Program = { name: 'reading', body: (_, { x }) => ({ x: tf.mul(x!, tf.max(x!).dataSync()[0]!) }) };
  const given = { x: tf.tensor1d([3, 1]) };
  const made = compileBest(direct, reading, given, {});
  executable = made.executable;
  expect(made.notices.map(({ wanted, used }) => [wanted, used])).toEqual([
    ['direct', 'graph'],
    ['graph', 'eager'],
  ]);
  expect(elements(executable, given, {})).toEqual([81, 27]);
});

it('throws what is wrong with the program itself, and falls nowhere', () => {
  const wrong: Program = { name: 'wrong', body: () => ({}) };
  expect(() => compileBest(direct, wrong, state, {})).toThrow(/missing tensor .*: x/);
});
