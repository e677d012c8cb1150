import type { LabSettings, LabTrainedPoint } from '../../../src-main/contract/lab.ts';
import type { EngineKind } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { findScenario } from '../../../src-main/core/lab/registry.ts';
import { trainScenario } from '../../../src-main/core/lab/run-scenario.ts';
import { Trainer } from '../../../src-main/core/lab/trainer.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';

/** Trains a scenario to its end on this trainer. */
export function trainLab(trainer: Trainer, name: string, settings: LabSettings = {}) {
  const work = trainScenario(findScenario(name), settings, trainer);
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

export type Trained = ReturnType<typeof trainLab>;

/** A trainer on the engine of that name and nothing else. */
export async function openTrainer(kind: EngineKind): Promise<Trainer> {
  const { engine } = await openEngine(kind);
  return new Trainer(engine, true, new ExecutableCache(96));
}

/** Standard error from Student's interval; the quantile cancels roughly for the many replicates used here. */
export function standardError(point: LabTrainedPoint): number {
  return point.ci95 === null ? 0 : (point.ci95[1] - point.ci95[0]) / 2 / 1.96;
}

/** What was trained beside what the closed form says there. */
export function beside(result: Trained): { point: LabTrainedPoint; theory: number; where: string }[] {
  return result.trained.flatMap((point) => {
    const theory = result.theory.find(({ series, x }) => series === point.series && x === point.x)?.y;
    return theory === undefined ? [] : [{ point, theory, where: `${result.name} ${point.series} at ${point.x}` }];
  });
}
