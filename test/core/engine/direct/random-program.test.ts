import { beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { disposeAll, greatestDifference, type CaseResult } from '../run-cases.ts';
import { createRandomProgram, type RandomProgram } from './random-program.ts';

const engines = {} as Record<'direct' | 'eager', Engine>;

beforeAll(async () => {
  for (const kind of ['direct', 'eager'] as const) engines[kind] = (await openEngine(kind)).engine;
});

function run(engine: Engine, { program, state, inputs, count }: RandomProgram): CaseResult {
  const executable = engine.compile(program, state, inputs);
  const result = executable.run(state, inputs, 0, count);
  const values = Object.fromEntries(
    Object.entries(result).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]),
  );
  disposeAll(result);
  executable.dispose();
  return values;
}

/** More of them are looked through by `TANDEM_TEST_SEED=1000 TANDEM_TEST_PROGRAMS=6000`. */
const first = Number(process.env['TANDEM_TEST_SEED'] ?? 1);
const programs = Number(process.env['TANDEM_TEST_PROGRAMS'] ?? 300);

it(`gives ${programs} random programs the numbers that TensorFlow gives`, () => {
  const wrong: string[] = [];
  for (let seed = first; seed < first + programs; seed += 1) {
    const made = createRandomProgram(seed);
    try {
      const difference = greatestDifference(run(engines.direct, made), run(engines.eager, made));
      if (!(difference <= 1e-5)) wrong.push(`seed ${seed}: differs by ${difference}`);
    } catch (error) {
      wrong.push(`seed ${seed}: ${String(error)}`);
    }
    disposeAll({ ...made.state, ...made.inputs });
  }
  expect(wrong).toEqual([]);
});
