import type { StudySpec } from '../../contract/study.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import type { Engine } from '../engine/engine.ts';
import { fitPreparation } from '../prepare/fit-preparation.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import { ExecutableCache } from './executable-cache.ts';
import { planCohorts } from './plan.ts';
import { trainCohort, type CohortOptions } from './train-cohort.ts';
import { TwinRecord, withTwinLosses } from './twin-losses.ts';

/** Trains every cohort of a study in this process, one after another, and tells `listener` what happens. A `cache` given stays the caller's. */
export async function trainStudy(
  spec: StudySpec,
  encoding: Encoding,
  splits: readonly Split[],
  engine: Engine,
  listener: (event: TrainingEvent) => void,
  options: Partial<CohortOptions> = {},
): Promise<void> {
  const preparations = splits.map((split) => fitPreparation(encoding, split.train));
  const material = { spec, encoding, splits, preparations };
  const cache = options.cache ?? new ExecutableCache();
  try {
    const twins = new TwinRecord();
    const tasks = spec.tasks.map((task) => task.column);
    for (const planned of planCohorts(spec, encoding, splits).cohorts) {
      const cohort = withTwinLosses(planned, tasks, (twin) => twins.lossOf(twin));
      await trainCohort(cohort, material, {
        checkpoint: null,
        checkpointMs: null,
        ...options,
        engine,
        cache,
        listener: (event) => {
          twins.note(event);
          listener(event);
        },
      });
    }
  } finally {
    if (options.cache === undefined) cache.dispose();
  }
}
