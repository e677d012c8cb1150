import type { EvaluatedRun, TrainingEvent } from '../../src-main/contract/training.ts';
import type { Engine } from '../../src-main/core/engine/engine.ts';
import type { CohortOptions } from '../../src-main/core/train/train-cohort.ts';
import { trainStudy } from '../../src-main/core/train/train-study.ts';
import type { SyntheticStudy } from './study.ts';

/** Curves of one run: [epoch][task]. */
export interface RunCurves {
  readonly trainLoss: number[][];
  readonly validationLoss: number[][];
  readonly taskWeights: number[][];
  /** [epoch][task * tasks + task] */
  readonly cosines: number[][];
  readonly active: number[];
}

export interface TrainingResult {
  readonly events: readonly TrainingEvent[];
  readonly curves: ReadonlyMap<string, RunCurves>;
  readonly runs: ReadonlyMap<string, EvaluatedRun>;
}

export function runKey(run: { readonly arm: string; readonly split: number; readonly seed: number }): string {
  return `${run.arm} ${run.split}/${run.seed}`;
}

/** Trains a study in this process and collects what was told. */
export async function trainCollecting(
  study: SyntheticStudy,
  engine: Engine,
  options: Partial<CohortOptions> = {},
): Promise<TrainingResult> {
  const events: TrainingEvent[] = [];
  await trainStudy(study.spec, study.encoding, study.splits, engine, (event) => events.push(event), options);
  return collect(events);
}

/** Curves and runs from events, in any order of cohorts; an epoch told twice counts once. */
export function collect(events: readonly TrainingEvent[]): TrainingResult {
  const curves = new Map<string, RunCurves>();
  const runs = new Map<string, EvaluatedRun>();
  for (const event of events) {
    if (event.kind === 'evaluated') for (const run of event.runs) runs.set(runKey(run), run);
    if (event.kind !== 'epochs') continue;
    const replicas = event.replicas.length;
    const tasks = event.tasks.length;
    const cut = (values: Float32Array, cell: number, width: number): number[] => [
      ...values.subarray(cell * width, (cell + 1) * width),
    ];
    event.replicas.forEach((replica, place) => {
      const key = runKey(replica);
      const curve = curves.get(key) ?? { trainLoss: [], validationLoss: [], taskWeights: [], cosines: [], active: [] };
      curves.set(key, curve);
      for (let index = 0; index < event.count; index += 1) {
        const epoch = event.fromEpoch + index;
        const cell = index * replicas + place;
        curve.trainLoss[epoch] = cut(event.trainLoss, cell, tasks);
        curve.validationLoss[epoch] = cut(event.validationLoss, cell, tasks);
        curve.taskWeights[epoch] = cut(event.taskWeights, cell, tasks);
        curve.cosines[epoch] = cut(event.cosines, cell, tasks * tasks);
        curve.active[epoch] = event.active[cell] as number;
      }
    });
  }
  return { events, curves, runs };
}
