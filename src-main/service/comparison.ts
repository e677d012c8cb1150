import { serialize } from 'node:v8';
import { nameArms } from '../contract/arm-name.ts';
import { armId, twinTask } from '../contract/arm.ts';
import type { Comparison, GradientCosine, Verdict } from '../contract/comparison.ts';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { Run } from '../contract/run.ts';
import type { StudySpec, Task } from '../contract/study.ts';
import { compareScores } from '../core/compare/compare-scores.ts';
import { decideVerdict } from '../core/compare/decide-verdict.ts';
import type { MetricLookup } from '../core/compare/metric-lookup.ts';
import type { Naming } from '../core/compare/naming.ts';
import type { Score } from '../core/compare/scores.ts';
import { summarizeChoices } from '../core/compare/summarize-choices.ts';
import { buildDifferenceFigure } from '../core/figure/build-difference-figure.ts';
import { buildSeedCloudFigure } from '../core/figure/build-seed-cloud-figure.ts';
import { metrics, metricsFor } from '../core/metric/registry.ts';
import type { Workspace } from '../store/workspace.ts';
import { atOnce } from './at-once.ts';
import { listCatalogue } from './catalogue.ts';
import type { HistoryCache } from './history-cache.ts';
import { mergeSpreads } from './live-history.ts';

export interface ComparisonChoice {
  /** An arm, or null: each task's twin. */
  readonly baseline: string | null;
  /** A metric, or null: each task's primary one. */
  readonly metric: string | null;
}

export interface StudyComparison {
  readonly comparison: Comparison;
  readonly verdict: Verdict;
}

/** What a comparison is made from. */
interface Compared {
  readonly spec: StudySpec;
  readonly choice: ComparisonChoice;
  readonly scores: readonly Score[];
  readonly gradientCosines: readonly GradientCosine[];
  readonly choices: ReturnType<typeof summarizeChoices>;
  readonly labelCounts: Readonly<Record<string, number>>;
}

/** The last comparison of a service with what it was made from: who asks after a training gets that of its conclusion. */
const kept = new WeakMap<HistoryCache, { readonly from: Buffer; readonly made: StudyComparison }>();

/** The comparison of a study's stored runs, and what follows from it. Throws AppError `bad-data` before a run has ended. */
export function compareStudy(
  workspace: Workspace,
  histories: HistoryCache,
  studyId: string,
  choice: ComparisonChoice,
): StudyComparison {
  const { spec } = workspace.studies.get(studyId);
  const runs = workspace.runs.list(studyId);
  const compared: Compared = {
    spec,
    choice,
    scores: collectScores(workspace, studyId, spec, runs),
    gradientCosines: summarizeCosines(spec, histories, studyId),
    choices: summarizeChoices(runs),
    labelCounts: countLabels(workspace, spec),
  };
  const from = serialize(compared);
  const last = kept.get(histories);
  if (last?.from.equals(from) === true) return last.made;
  const made = makeComparison(compared);
  kept.set(histories, { from, made });
  return made;
}

function makeComparison({ spec, choice, scores, gradientCosines, choices, labelCounts }: Compared): StudyComparison {
  const primaryMetrics = Object.fromEntries(spec.tasks.map((task) => [task.column, task.primaryMetric]));
  const names = nameStudy(spec);
  const comparison = compareScores(scores, {
    ...choice,
    primaryMetrics,
    ...names,
    ropes: Object.fromEntries(spec.tasks.map((task) => [task.column, task.rope])),
    claim: spec.claim,
    gradientCosines,
    choices,
  });
  const { fewerModelsIsAGoal } = spec;
  return {
    comparison,
    verdict: decideVerdict(comparison, { fewerModelsIsAGoal, primaryMetrics, labelCounts, ...names }),
  };
}

/** What people call the arms and metrics of a study. */
export function nameStudy(spec: StudySpec): Naming & { readonly directions: MetricLookup } {
  return { armNames: nameArms(spec.arms, listCatalogue()), directions: lookUpMetric };
}

/** Rows of the data in which each task has a label. */
export function countLabels(workspace: Workspace, spec: StudySpec): Record<string, number> {
  const { rows, columns } = workspace.datasets.get(spec.dataset.id).description;
  return Object.fromEntries(
    spec.tasks.flatMap((task) => {
      const column = columns.find(({ name }) => name === task.column);
      return column === undefined ? [] : [[task.column, rows - column.missing] as const];
    }),
  );
}

/** The verdict's title for History, or null where there is nothing to compare. */
export function concludeStudy(workspace: Workspace, histories: HistoryCache, studyId: string): string | null {
  try {
    return compareStudy(workspace, histories, studyId, { baseline: null, metric: null }).verdict.overall.title;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The direction of a metric that Tandem computes. */
export const lookUpMetric: MetricLookup = (id) => metrics.find((metric) => metric.description.id === id)?.description;

/** Every metric of every task of every run; NaN where a run failed, has not ended, or a metric is undefined. */
export function collectScores(
  workspace: Workspace,
  studyId: string,
  spec: StudySpec,
  runs: readonly Run[] = workspace.runs.list(studyId),
): Score[] {
  if (!runs.some((run) => Object.keys(run.metrics).length > 0)) return [];
  const sizes = new Map(workspace.runs.listSplitSizes(studyId).map((size) => [size.split, size]));
  return runs.flatMap((run) => {
    const size = sizes.get(run.split);
    return tasksOf(run, spec).flatMap((task) =>
      metricsFor(task.type).map(({ description }): Score => ({
        arm: run.arm,
        split: run.split,
        seed: run.seed,
        task: task.column,
        metric: description.id,
        value: run.metrics[task.column]?.[description.id]?.value ?? Number.NaN,
        trainRows: size?.trainRows ?? null,
        testRows: size?.testRows ?? null,
      })),
    );
  });
}

function tasksOf(run: Run, spec: StudySpec): readonly Task[] {
  const own = twinTask(run.arm);
  return own === null ? spec.tasks : spec.tasks.filter((task) => task.column === own);
}

/** Per arm and pair of tasks, over all replicates and epochs. */
function summarizeCosines(spec: StudySpec, histories: HistoryCache, studyId: string): GradientCosine[] {
  const summaries = histories.read(studyId);
  const names = spec.tasks.map((task) => task.column);
  const known = new Set(summaries.flatMap((summary) => summary.epochs.flatMap((epoch) => [...epoch.cosines.keys()])));
  // in the order of the study: that of the cohorts is the one in which trainers took them
  const arms = spec.arms.map(armId).filter((arm) => known.has(arm));
  return arms.flatMap((arm) =>
    names.flatMap((taskA, first) =>
      names.slice(first + 1).flatMap((taskB, offset): GradientCosine[] => {
        const cell = first * names.length + first + 1 + offset;
        const spread = mergeSpreads(
          summaries.flatMap((summary) => summary.epochs.flatMap((epoch) => epoch.cosines.get(arm)?.[cell] ?? [])),
        );
        if (spread.count === 0) return [];
        return [{ arm, taskA, taskB, mean: spread.sum / spread.count, conflictRate: spread.negative / spread.count }];
      }),
    ),
  );
}

export function createComparisonHandlers(
  workspace: Workspace,
  histories: HistoryCache,
): Pick<Handlers, 'comparison.get'> {
  return {
    'comparison.get': atOnce(({ studyId, baseline, metric }) => {
      const { comparison, verdict } = compareStudy(workspace, histories, studyId, { baseline, metric });
      const { spec } = workspace.studies.get(studyId);
      const tasks = spec.tasks.map((task) => task.column);
      return {
        comparison,
        verdict,
        figures: {
          differences: buildDifferenceFigure(comparison, tasks, nameStudy(spec)),
          seeds: buildSeedCloudFigure(comparison, tasks, nameStudy(spec)),
        },
      };
    }),
  };
}
