import { afterAll, describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../../src-main/contract/training.ts';
import type { StudySpec } from '../../src-main/contract/study.ts';
import { fitPreparation } from '../../src-main/core/prepare/fit-preparation.ts';
import { createHeadStart } from '../../src-main/service/head-start.ts';
import type { TrainingMaterial } from '../../src-main/service/training-material.ts';
import { planTraining } from '../../src-main/service/training/plan.ts';
import { TrainerPool } from '../../src-main/service/training/pool.ts';
import { arm, createStudy } from '../helper/study.ts';

const pool = new TrainerPool({ trainers: 1 });
afterAll(() => pool.close());

function draft(epochs: number): { readonly spec: StudySpec; readonly material: TrainingMaterial } {
  const { spec, encoding, splits } = createStudy({ rows: 120, arms: [arm('equal')], training: { epochs } });
  const preparations = splits.map((split) => fitPreparation(encoding, split.train));
  const data = { encoding, splits, preparations };
  return { spec, material: { data, plan: planTraining(spec, data), trainers: 1 } };
}

describe('a head start', () => {
  it('is the start itself of the study with the settings that it began with, once', async () => {
    const { spec, material } = draft(2);
    const headStart = createHeadStart(pool, 'auto');
    headStart.begin('one', spec, material);
    expect(headStart.take('other', spec)).toBeNull();
    expect(headStart.take('one', { ...spec, baseSeed: spec.baseSeed + 1 })).toBeNull();
    const ahead = headStart.take('one', structuredClone(spec));
    expect(headStart.take('one', spec)).toBeNull();
    const events: TrainingEvent[] = [];
    const handle = ahead?.admit({ ...material, spec, engine: 'auto' }, (event) => events.push(event));
    await handle?.done;
    const runs = events.flatMap((event) => (event.kind === 'evaluated' ? event.runs : []));
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'completed'));
    expect(new Set(runs.map((run) => run.arm)).size).toBeGreaterThan(1);
  });

  it('goes on when the same study is begun again, and gives way to another', () => {
    const [first, second] = [draft(3000), draft(3001)];
    const headStart = createHeadStart(pool, 'auto');
    headStart.begin('one', first.spec, first.material);
    headStart.begin('one', first.spec, first.material);
    const again = headStart.take('one', first.spec);
    expect(again).not.toBeNull();
    again?.drop();
    headStart.begin('one', first.spec, first.material);
    headStart.begin('two', second.spec, second.material);
    expect(headStart.take('one', first.spec)).toBeNull();
    headStart.drop('one');
    const ahead = headStart.take('two', second.spec);
    expect(ahead).not.toBeNull();
    ahead?.drop();
  });

  it('is over where its study is dropped', () => {
    const { spec, material } = draft(3000);
    const headStart = createHeadStart(pool, 'auto');
    headStart.begin('one', spec, material);
    headStart.drop('one');
    expect(headStart.take('one', spec)).toBeNull();
  });
});
