import { expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { trainWhole } from '../alternative/train-alternatives.ts';
import { makeImportanceStudy, measure, runsOf } from './importance-study.ts';

it('the WebAssembly engine measures what the native one does', async () => {
  const native = await openEngine('graph');
  expect(native.engine.kind).toBe('graph');
  const cache = new ExecutableCache(100);
  const study = makeImportanceStudy([{ method: 'equal', sharing: 'mmoe', parameters: {} }]);
  const trained = await trainWhole(study, native.engine, { cache });
  cache.dispose();
  const runs = runsOf(trained, 'equal@mmoe');
  const expected = [0, 1, 2].map((task) => measure(study, runs, task, 2));
  const other = await openEngine('wasm');
  expect(other.engine.kind).toBe('wasm');
  expected.forEach(({ runs: wanted }, task) => {
    const measured = measure(study, runs, task, 2);
    wanted.forEach(({ drops, score }, run) => {
      expect(measured.runs[run]?.score).toBeCloseTo(score as number, 3);
      drops.forEach((drop, input) => expect(measured.runs[run]?.drops[input]).toBeCloseTo(drop as number, 3));
    });
  });
}, 240_000);
