import type { LabResult, LabSettings, LabTheory, LabTrainedPoint } from '../../contract/lab.ts';
import { summarize } from './numbers.ts';
import { replicatesPerBlock } from './replicates.ts';
import { completeSettings, valueOf } from './settings.ts';
import type { Observation, Scenario } from './scenario.ts';
import type { Trainer } from './trainer.ts';

/** What the closed form says at these settings. Throws AppError `bad-option` for a setting that does not fit. */
export function readTheory(scenario: Scenario, given: LabSettings): LabTheory {
  const settings = completeSettings(scenario.description, given);
  const theory = scenario.theory(settings);
  return {
    name: scenario.description.name,
    settings,
    ...theory,
    reading: scenario.reading(settings, theory, null),
  };
}

/** Trains a scenario part by part; between the parts whoever asks may stop it, or let others have a turn. */
export function* trainScenario(
  scenario: Scenario,
  given: LabSettings,
  trainer: Trainer,
): Generator<undefined, Omit<LabResult, 'seconds'>> {
  const settings = completeSettings(scenario.description, given);
  const replicates = valueOf(settings, 'replicates');
  const parts = scenario.trainParts(settings);
  const collected = new Map<string, { series: string; x: number; values: number[] }>();
  for (let first = 0; first < replicates; first += replicatesPerBlock) {
    const block = Array.from({ length: replicatesPerBlock }, (_, index) => first + index);
    for (const part of parts) {
      collect(collected, part(block, trainer), Math.min(replicatesPerBlock, replicates - first));
      yield undefined;
    }
  }
  const trained = [...collected.values()].flatMap(toPoint);
  const theory = scenario.theory(settings);
  return {
    name: scenario.description.name,
    settings,
    ...theory,
    reading: scenario.reading(settings, theory, trained),
    trained,
    engine: trainer.engine,
  };
}

function collect(
  into: Map<string, { series: string; x: number; values: number[] }>,
  observations: readonly Observation[],
  wanted: number,
): void {
  for (const { series, x, values } of observations) {
    const key = `${series} ${x}`;
    const entry = into.get(key) ?? { series, x, values: [] };
    entry.values.push(...values.slice(0, wanted));
    into.set(key, entry);
  }
}

/** A replicate that came to no number is left out, and counted in n. */
function toPoint(entry: { series: string; x: number; values: number[] }): LabTrainedPoint[] {
  const values = entry.values.filter(Number.isFinite);
  return values.length === 0 ? [] : [{ series: entry.series, x: entry.x, ...summarize(values) }];
}
