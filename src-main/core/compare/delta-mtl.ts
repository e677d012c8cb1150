import type { DeltaMtl } from '../../contract/comparison.ts';
import { nearZero, type CompareContext } from './compare-cell.ts';
import { correlatedT } from './correlated-t.ts';
import { sayArm } from './naming.ts';
import { meanRank } from './mean-rank.ts';
import { baselineOf, directionOf } from './resolve.ts';
import { mean } from './summary.ts';
import { sayCount } from './wording.ts';

interface Pair {
  readonly task: string;
  readonly metric: string;
  /** Percent by unit: mean over its seeds of 100 s (M - B) / |B|; null where no seed has both. */
  readonly byUnit: readonly (number | null)[];
}

/**
 * Delta-MTL (Maninis et al., 2019) of one arm over all metrics of all tasks, or the one chosen metric, against each
 * task's baseline on the same split and seed; the interval is the corrected one over the units' values.
 */
export function deltaMtl(context: CompareContext, arm: string, warnings: string[]): DeltaMtl {
  const { units, rho } = context;
  const { pairs, excluded } = relativeChanges(context, arm);
  const complete = units.keys
    .map((_, index) => index)
    .filter((index) => pairs.every((pair) => pair.byUnit[index] !== null));
  const dropped = units.keys.length - complete.length;
  if (pairs.length > 0 && dropped > 0) {
    warnings.push(
      `Delta-MTL of ${sayArm(arm, context.options)} leaves out ${sayCount(dropped, 'unit')} in which a metric is undefined or a run is missing`,
    );
  }
  const tasks = [...new Set(pairs.map((pair) => pair.task))];
  const taskValue = (task: string, unit: number): number =>
    mean(pairs.filter((pair) => pair.task === task).map((pair) => pair.byUnit[unit] ?? 0));
  const possible = pairs.length > 0 ? complete : [];
  const averaged = correlatedT(
    possible.map((unit) => mean(tasks.map((task) => taskValue(task, unit)))),
    rho,
  );
  const flat = correlatedT(
    possible.map((unit) => mean(pairs.map((pair) => pair.byUnit[unit] ?? 0))),
    rho,
  );
  const perTask =
    possible.length === 0
      ? []
      : tasks.map((task) => ({ task, percent: mean(possible.map((unit) => taskValue(task, unit))) }));
  const worst = perTask.reduce<{ task: string; percent: number } | null>(
    (lowest, candidate) => (lowest === null || candidate.percent < lowest.percent ? candidate : lowest),
    null,
  );
  return {
    arm,
    taskAveraged: averaged.mean,
    metricFlat: flat.mean,
    ci95: averaged.ci95,
    metricFlatCi95: flat.ci95,
    worstTask: worst,
    tasksBelowZero: perTask.filter((task) => task.percent < 0).length,
    meanRank: meanRank(context, arm),
    excluded,
  };
}

function relativeChanges(context: CompareContext, arm: string): { pairs: Pair[]; excluded: string[] } {
  const { table, units, options } = context;
  const pairs: Pair[] = [];
  const excluded: string[] = [];
  for (const task of table.tasks) {
    const baseline = baselineOf(table, task, options.baseline);
    if (baseline === null || !table.has(arm, task)) {
      excluded.push(`${task}: ${baseline === null ? 'no baseline' : `no score of ${sayArm(arm, options)}`}`);
      continue;
    }
    for (const metric of table.metricsOf(task).filter((name) => options.metric === null || name === options.metric)) {
      const orientation = directionOf(options.directions, metric).higherIsBetter ? 1 : -1;
      const runs = units.keys.map((unit) => table.pairs({ arm, baseline, task, metric }, unit, units.seeds).both);
      if (runs.flat().some((run) => Math.abs(run.baseline) < nearZero)) {
        excluded.push(`${task}, ${metric}: the baseline is near zero`);
      } else if (runs.every((unit) => unit.length === 0)) {
        excluded.push(`${task}, ${metric}: never defined for both`);
      } else {
        const byUnit = runs.map((unit) =>
          unit.length === 0
            ? null
            : mean(unit.map((run) => (100 * orientation * (run.value - run.baseline)) / Math.abs(run.baseline))),
        );
        pairs.push({ task, metric, byUnit });
      }
    }
  }
  return { pairs, excluded };
}
