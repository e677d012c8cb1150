import { twinTask } from '../contract/arm.ts';
import { AppError } from '../contract/error.ts';
import type { Figure } from '../contract/figure.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { Run } from '../contract/run.ts';
import type { StudySpec, Task } from '../contract/study.ts';
import { comparePairs } from '../core/compare/pairwise.ts';
import { spreadOfScores } from '../core/compare/spread.ts';
import { findTradeOff, type Aim } from '../core/compare/trade-off.ts';
import { buildChurnFigure, type ArmChurn } from '../core/figure/build-churn-figure.ts';
import { buildPairwiseFigure } from '../core/figure/build-pairwise-figure.ts';
import { buildReliabilityFigure } from '../core/figure/build-reliability-figure.ts';
import { buildTradeOffFigure } from '../core/figure/build-trade-off-figure.ts';
import { churn } from '../core/metric/churn.ts';
import { keepLabelled } from '../core/metric/evaluate-task.ts';
import type { Evaluation } from '../core/metric/metric.ts';
import { calibrationError, reliabilityBins } from '../core/metric/reliability.ts';
import type { Encoding, Split, Target } from '../core/prepare/prepared.ts';
import { readPredictions } from '../store/result-file.ts';
import { collectScores, nameStudy } from './comparison.ts';
import type { ServiceContext } from './context.ts';
import { fitData } from './training-material.ts';
import type { TrainingData } from './training/plan.ts';

type Context = Pick<ServiceContext, 'workspace' | 'materials'>;

/** Closer looks at a comparison, each computed when it is asked for. */
export function createComparisonViewHandlers(context: Context): Pick<Handlers, 'comparison.view'> {
  return {
    async 'comparison.view'(input) {
      const { spec } = context.workspace.studies.get(input.studyId);
      switch (input.view) {
        case 'pairwise':
          return pairwise(context, input.studyId, spec, input.task, input.metric);
        case 'trade-off':
          return tradeOff(context, input.studyId, spec, input.tasks);
        case 'reliability':
          return reliability(context, input.studyId, spec, input.task, input.arms);
        case 'churn':
          return churnOf(context, input.studyId, spec);
      }
    },
  };
}

function pairwise(
  { workspace }: Context,
  studyId: string,
  spec: StudySpec,
  column: string,
  metric: string | null,
): Figure {
  const task = taskOf(spec, column);
  const place = { task: column, metric: metric ?? task.primaryMetric };
  const options = {
    baseline: null,
    metric: null,
    ...nameStudy(spec),
    primaryMetrics: { [column]: task.primaryMetric },
    ropes: { [column]: task.rope },
  };
  return buildPairwiseFigure(place, comparePairs(collectScores(workspace, studyId, spec), place, options), options);
}

function tradeOff(
  { workspace }: Context,
  studyId: string,
  spec: StudySpec,
  columns: readonly [string, string],
): Figure {
  const aims = columns.map((column): Aim => ({ task: column, metric: taskOf(spec, column).primaryMetric })) as [
    Aim,
    Aim,
  ];
  const naming = nameStudy(spec);
  return buildTradeOffFigure(aims, findTradeOff(collectScores(workspace, studyId, spec), aims, naming), naming);
}

async function reliability(
  context: Context,
  studyId: string,
  spec: StudySpec,
  column: string,
  arms: readonly string[],
): Promise<Figure> {
  const task = taskOf(spec, column);
  const index = spec.tasks.indexOf(task);
  if (task.type === 'regression') {
    throw new AppError('bad-option', `invalid task; calibration is of classes, this one is a number: ${column}`);
  }
  const { encoding, splits } = await readData(context, spec);
  const target = targetOf(encoding, column);
  const stored = readPredictions(context.workspace, studyId);
  const known = new Set(runsOf(context, studyId, column).map((run) => run.arm));
  const shown = arms.filter((arm) => known.has(arm));
  const reliabilities = shown.flatMap((arm) => {
    const runs = runsOf(context, studyId, column).filter((run) => run.arm === arm);
    const evaluations = runs.flatMap((run) => {
      const predictions = stored(run.id, column);
      return predictions === null ? [] : [evaluationOf(task, target, splits[run.split] as Split, predictions)];
    });
    const bins = evaluations.length === 0 ? [] : reliabilityBins(joined(evaluations));
    return bins.length === 0 ? [] : [{ arm, bins, error: calibrationError(bins) }];
  });
  return buildReliabilityFigure({ task: column, index }, reliabilities, nameStudy(spec));
}

async function churnOf(context: Context, studyId: string, spec: StudySpec): Promise<Figure> {
  const { splits, preparations } = await readData(context, spec);
  const stored = readPredictions(context.workspace, studyId);
  const scores = collectScores(context.workspace, studyId, spec);
  const primaryMetrics = Object.fromEntries(spec.tasks.map((task) => [task.column, task.primaryMetric]));
  const spread = spreadOfScores(scores, { baseline: null, metric: null, primaryMetrics, ...nameStudy(spec) });
  const rows = spec.tasks.flatMap((task, index) => {
    const runs = runsOf(context, studyId, task.column);
    return [...new Set(runs.map((run) => run.arm))].map((arm): ArmChurn => {
      const values = splits.flatMap((split, position) => {
        const predictions = runs
          .filter((run) => run.arm === arm && run.split === position)
          .flatMap((run) => stored(run.id, task.column) ?? []);
        const deviation = preparations[position]?.targetScale[index] ?? 0;
        const value = churn(task.type, predictions, split.test.length, deviation);
        return value === null ? [] : [value];
      });
      const known = spread.find((entry) => entry.arm === arm && entry.task === task.column);
      return {
        task: task.column,
        arm,
        churn: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
        sdOverSeeds: known?.sdOverSeeds ?? null,
      };
    });
  });
  return buildChurnFigure(
    rows,
    spec.tasks.map((task) => task.column),
    nameStudy(spec),
  );
}

function taskOf(spec: StudySpec, column: string): Task {
  const task = spec.tasks.find((candidate) => candidate.column === column);
  if (task === undefined) throw new AppError('bad-option', `unknown task: ${column}`);
  return task;
}

async function readData({ materials }: Context, spec: StudySpec): Promise<TrainingData> {
  return fitData(await materials.encode(spec), await materials.split(spec));
}

function targetOf(encoding: Encoding, column: string): Target {
  const target = encoding.targets.find((candidate) => candidate.task === column);
  if (target === undefined) throw new AppError('internal', `missing target ${column}`);
  return target;
}

/** The runs that have predictions of a task: every arm's, and its twin's. */
function runsOf({ workspace }: Context, studyId: string, column: string): Run[] {
  return workspace.runs.list(studyId).filter((run) => (twinTask(run.arm) ?? column) === column);
}

function evaluationOf(task: Task, target: Target, split: Split, predictions: Float32Array): Evaluation {
  const truth = Array.from(split.test, (row) => target.values[row] as number);
  const labelled = Array.from(split.test, (row) => target.labelled[row] as number);
  return keepLabelled(task.type, predictions, truth, labelled);
}

function joined(evaluations: readonly Evaluation[]): Evaluation {
  const [first] = evaluations as readonly [Evaluation, ...Evaluation[]];
  return {
    type: first.type,
    classCount: first.classCount,
    count: evaluations.reduce((sum, { count }) => sum + count, 0),
    predictions: Float64Array.from(evaluations.flatMap(({ predictions }) => [...predictions])),
    targets: Float64Array.from(evaluations.flatMap(({ targets }) => [...targets])),
  };
}
