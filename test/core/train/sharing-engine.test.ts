import { afterAll, expect, it } from 'vitest';
import type { EngineKind } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { sharingForms } from '../../../src-main/core/model/sharing/registry.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { createStudy } from '../../helper/study.ts';
import { runKey, trainCollecting } from '../../helper/training.ts';

const cache = new ExecutableCache(100);
afterAll(() => cache.dispose());

/** Losses of every form after some epochs on one engine. */
async function trainAll(kind: EngineKind): Promise<Map<string, number[]>> {
  const { engine } = await openEngine(kind);
  const curves = new Map<string, number[]>();
  for (const { description } of sharingForms) {
    const method = description.sharedPart === null ? 'uncertainty' : 'pcgrad';
    const study = createStudy({
      tasks: ['regression', 'multiclass'],
      arms: [{ method, sharing: description.id, parameters: {} }],
      splits: 1,
      rows: 60,
      missingLabels: 0.2,
      network: { dropout: 0.2, layerNorm: true },
      training: { epochs: 2 },
    });
    const result = await trainCollecting(study, engine, { cache, exactEngine: true });
    const id = description.id === 'hard' ? method : `${method}@${description.id}`;
    curves.set(description.id, result.curves.get(runKey({ arm: id, split: 0, seed: 0 }))?.validationLoss.flat() ?? []);
  }
  return curves;
}

// the last one takes the process over, so the order matters
it('every sharing form trains to the same numbers in every engine', { timeout: 300_000 }, async () => {
  const wanted = await trainAll('eager');
  for (const kind of ['graph', 'direct', 'xla', 'wasm'] as const) {
    const actual = await trainAll(kind);
    for (const [form, losses] of wanted) {
      expect(losses).toHaveLength(4);
      losses.forEach((loss, at) => {
        expect(actual.get(form)?.[at], `${form} on ${kind}`).toBeCloseTo(loss, 3);
      });
    }
  }
});
