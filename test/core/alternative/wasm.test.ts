import { expect, it } from 'vitest';
import type { EngineKind } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { alternatives } from '../../../src-main/core/alternative/registry.ts';
import { samplings } from '../../../src-main/core/train/sampling/registry.ts';
import { arm, createStudy } from '../../helper/study.ts';
import type { TrainingResult } from '../../helper/training.ts';
import { trainWhole } from './train-alternatives.ts';

const drawn = samplings.slice(1).map(({ form }) => arm('equal', { 'sampling.kind': form.id }));
const study = createStudy({
  ...{ tasks: ['binary', 'binary'], rows: 80, splits: 1, missingLabels: 0.3, training: { epochs: 4 } },
  arms: [...drawn, ...alternatives.map(({ description }) => arm(description.id))],
});

async function train(kind: EngineKind): Promise<TrainingResult> {
  const { engine } = await openEngine(kind);
  expect(engine.kind).toBe(kind);
  const cache = new ExecutableCache(100);
  try {
    return await trainWhole(study, engine, { cache, exactEngine: true });
  } finally {
    cache.dispose();
  }
}

it('every sampling and every alternative gives the native numbers on the WebAssembly engine', async () => {
  const native = await train('graph');
  const wasm = await train('wasm');
  expect(native.runs.size).toBe(2 + study.spec.arms.length);
  for (const [key, run] of native.runs) {
    const other = wasm.runs.get(key);
    expect(other?.status).toBe('completed');
    expect(other?.choices).toEqual(run.choices);
    for (const [task, prediction] of Object.entries(run.predictions)) {
      prediction.forEach((value, row) => {
        expect(other?.predictions[task]?.[row]).toBeCloseTo(value, 3);
      });
    }
  }
}, 120_000);
