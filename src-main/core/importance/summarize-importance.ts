import { twinId } from '../../contract/arm.ts';
import type { ArmImportance, Importance, ImportanceEstimate } from '../../contract/importance.ts';
import type { MetricDescription } from '../../contract/method.ts';
import { correlatedT } from '../compare/correlated-t.ts';
import { sayArm, type Naming } from '../compare/naming.ts';
import { findUnits, type Units } from '../compare/pairing.ts';
import type { Score } from '../compare/scores.ts';
import { mean } from '../compare/summary.ts';
import { findTestRatio } from '../compare/test-ratio.ts';
import { sayCount } from '../compare/wording.ts';
import { buildImportanceFigure } from '../figure/build-importance-figure.ts';
import { sayImportance } from './say-importance.ts';
import { findUnmeasured, sayUnmeasured } from './say-unmeasured.ts';

export interface ImportanceQuestion extends Naming {
  readonly task: string;
  /** Position of the task in the study: its colour. */
  readonly taskIndex: number;
  readonly arm: string;
  readonly metric: Pick<MetricDescription, 'id' | 'name' | 'higherIsBetter'>;
  readonly repeats: number;
  /** Rows of each split, by its number. */
  readonly sizes: ReadonlyMap<number, { readonly trainRows: number; readonly testRows: number }>;
}

/** The number of one run; those that are undefined or not measured are left out. */
interface RunValue {
  readonly split: number;
  readonly seed: number;
  readonly value: number;
}

/**
 * What an arm and the single-task twin rely on, side by side. Replicates are paired; splits with their seeds averaged are the
 * units, with the correction for overlapping training rows (Nadeau and Bengio, 2003), or the seeds of the only split.
 */
export function summarizeImportance(question: ImportanceQuestion, arm: ArmImportance, twin: ArmImportance): Importance {
  const { task, metric, repeats, taskIndex } = question;
  const scores = [...arm.runs, ...twin.runs].map(({ split, seed, score }): Score => {
    const size = question.sizes.get(split);
    const rows = { trainRows: size?.trainRows ?? null, testRows: size?.testRows ?? null };
    return { arm: question.arm, split, seed, task, metric: metric.id, value: score ?? Number.NaN, ...rows };
  });
  const units = findUnits(scores);
  const ratio = findTestRatio(scores, units);
  const estimate = (values: readonly RunValue[]): ImportanceEstimate => estimateOf(values, units, ratio.rho);
  const unmeasured = findUnmeasured([arm, twin]);
  const inputs = arm.inputs.map(({ column, features }, position) => {
    const own = valuesOf(arm, column);
    const other = valuesOf(twin, column);
    return {
      column,
      features,
      arm: estimate(own),
      twin: estimate(other),
      difference: estimate(differencesOf(own, other)),
      unmeasured: unmeasured[position] ?? [],
    };
  });
  const sorted = inputs
    .map((input) => ({ input, largest: Math.max(input.arm.mean ?? -Infinity, input.twin.mean ?? -Infinity) }))
    .sort((one, two) => (two.largest === one.largest ? 0 : two.largest - one.largest))
    .map(({ input }) => input);
  const result = {
    task,
    arm: question.arm,
    twin: twinId(task),
    metric: { id: metric.id, name: metric.name, higherIsBetter: metric.higherIsBetter },
    repeats,
    score: { arm: meanScore(arm), twin: meanScore(twin) },
    inputs: sorted,
    units: units.kind,
    rho: ratio.rho,
  };
  return {
    ...result,
    footnote: sayImportance(question, units, ratio.rho),
    warnings: [
      ...ratio.warnings,
      ...sayUnmeasured(task, [arm, twin]),
      ...undefinedRuns(arm, sayArm(question.arm, question)),
      ...undefinedRuns(twin, 'the twin'),
    ],
    figure: buildImportanceFigure(result, taskIndex, question),
  };
}

function valuesOf({ inputs, runs }: ArmImportance, column: string): RunValue[] {
  const position = inputs.findIndex((input) => input.column === column);
  return runs.flatMap(({ split, seed, drops, varies }) => {
    const value = drops[position] ?? null;
    return value === null || varies[position] !== true ? [] : [{ split, seed, value }];
  });
}

/** Of the replicates in which both are defined. */
function differencesOf(arm: readonly RunValue[], twin: readonly RunValue[]): RunValue[] {
  return arm.flatMap(({ split, seed, value }) => {
    const other = twin.find((one) => one.split === split && one.seed === seed);
    return other === undefined ? [] : [{ split, seed, value: value - other.value }];
  });
}

function estimateOf(values: readonly RunValue[], units: Units, rho: number): ImportanceEstimate {
  const perUnit = units.keys.flatMap(({ split, seed }) => {
    const own = values.filter((one) => one.split === split && (seed === null || one.seed === seed));
    return own.length === 0 ? [] : [mean(own.map(({ value }) => value))];
  });
  const { n, mean: center, sd, ci95 } = correlatedT(perUnit, rho);
  return { n, mean: center, sd, ci95 };
}

function meanScore({ runs }: ArmImportance): number | null {
  const defined = runs.flatMap(({ score }) => (score === null ? [] : [score]));
  return defined.length === 0 ? null : mean(defined);
}

function undefinedRuns({ runs }: ArmImportance, arm: string): string[] {
  const missing = runs.filter(({ rows, score, drops }) => rows > 0 && (score === null || drops.includes(null))).length;
  if (missing === 0) return [];
  return [`${sayCount(missing, 'run')} of ${arm} left out, where the metric is not defined on the test rows`];
}
