import type { TrainingEvent } from '../../../src-main/contract/training.ts';
import { planStudy } from '../../../src-main/core/alternative/plan-study.ts';
import { trainPlanned } from '../../../src-main/core/alternative/train-planned.ts';
import type { Engine } from '../../../src-main/core/engine/engine.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { TrainingMaterial } from '../../../src-main/core/train/material.ts';
import type { CohortOptions } from '../../../src-main/core/train/train-cohort.ts';
import type { SyntheticStudy } from '../../helper/study.ts';
import { collect, type TrainingResult } from '../../helper/training.ts';

/** What a trainer gets of a study. */
export function materialOf({ spec, encoding, splits }: SyntheticStudy): TrainingMaterial {
  return { spec, encoding, splits, preparations: splits.map((split) => fitPreparation(encoding, split.train)) };
}

/** Trains a whole study, alternatives included, in this process. */
export async function trainWhole(
  study: SyntheticStudy,
  engine: Engine,
  options: Pick<CohortOptions, 'cache'> & Partial<CohortOptions>,
): Promise<TrainingResult> {
  const events: TrainingEvent[] = [];
  const material = materialOf(study);
  for (const cohort of planStudy(study.spec, study.encoding, study.splits).cohorts) {
    await trainPlanned(cohort, material, {
      checkpoint: null,
      checkpointMs: null,
      exactEngine: false,
      ...options,
      engine,
      listener: (event) => {
        events.push(event);
      },
    });
  }
  return collect(events);
}
