import { describe, expect, it } from 'vitest';
import type { EngineKind } from '../../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { planCohorts } from '../../../../src-main/core/train/plan.ts';
import { samplings } from '../../../../src-main/core/train/sampling/registry.ts';
import { arm, createStudy } from '../../../helper/study.ts';
import { trainCollecting, type TrainingResult } from '../../../helper/training.ts';

const kinds = samplings.map(({ form }) => form.id);
const arms = kinds.map((kind) => arm('equal', kind === 'joint' ? {} : { 'sampling.kind': kind }));
const study = createStudy({ arms, missingLabels: 0.4, splits: 1, training: { epochs: 4 } });

async function train(kind: EngineKind): Promise<TrainingResult> {
  const { engine } = await openEngine(kind);
  expect(engine.kind).toBe(kind);
  return trainCollecting(study, engine);
}

describe('every sampling', () => {
  it('trains to the same numbers in every native engine', async () => {
    const [graph, xla, eager] = [await train('graph'), await train('xla'), await train('eager')];
    expect(graph.runs.size).toBe(kinds.length + 3);
    for (const [key, curve] of graph.curves) {
      for (const other of [xla, eager]) {
        const losses = other.curves.get(key)?.validationLoss.flat() ?? [];
        curve.validationLoss.flat().forEach((loss, index) => {
          if (!Number.isNaN(loss)) expect(losses[index]).toBeCloseTo(loss, 3);
        });
      }
    }
  });

  it('has the same budget in steps, and cohorts of its own', () => {
    const { cohorts, stepsPerEpoch } = planCohorts(study.spec, study.encoding, study.splits);
    expect(cohorts).toHaveLength(kinds.length);
    for (const { shape } of cohorts) expect(shape.stepsPerEpoch).toBe(stepsPerEpoch);
    expect(cohorts.map(({ id }) => id)).toContain('static~temperature;tau=2-1');
  });

  it('tells of task streams what each task weighs in the epoch', async () => {
    const { curves } = await train('graph');
    const weights = curves.get('equal;sampling.kind=uniform 0/0')?.taskWeights ?? [];
    for (const epoch of weights) {
      // weights of 1, times T, times the share of steps: those of all tasks sum to T
      expect(epoch.reduce((sum, weight) => sum + (Number.isNaN(weight) ? 0 : weight), 0)).toBeCloseTo(3, 4);
    }
    const joint = curves.get('equal 0/0')?.taskWeights.flat() ?? [];
    expect(joint.every((weight) => weight === 1)).toBe(true);
  });
});
