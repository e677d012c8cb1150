import { setImmediate } from 'node:timers/promises';
import { armId, twinId } from '../contract/arm.ts';
import { AppError } from '../contract/error.ts';
import type { ClassCurvesView, Explanation } from '../contract/explain.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { StudySpec } from '../contract/study.ts';
import { findWhy } from '../core/explain/find-why.ts';
import type { PairedTask } from '../core/explain/paired-task.ts';
import { sayCount } from '../core/compare/wording.ts';
import { buildCosineFigure, cosineMatrix } from '../core/figure/build-cosine-figure.ts';
import type { TaskView } from '../core/figure/task-view.ts';
import { compareStudy, nameStudy, type StudyComparison } from './comparison.ts';
import type { ServiceContext } from './context.ts';
import { describeClasses, describeCurves } from './explain/classes.ts';
import { describeCohorts } from './explain/cohorts.ts';
import type { ExplainedPair, SplitSizes } from './explain/explained-pair.ts';
import { describeNumbers } from './explain/numbers.ts';
import { describeRows } from './explain/rows.ts';
import type { HistoryCache } from './history-cache.ts';
import { readPairs } from './paired-task.ts';
import { readTrainingFacts } from './training-facts.ts';

type Context = Pick<ServiceContext, 'workspace' | 'tables'>;

interface ExplainChoice {
  readonly task: string;
  readonly arm: string;
}

/**
 * One task of a study under one arm beside its twin, from the stored predictions on test rows; `known` is the comparison with
 * the twins where it was made already. Throws AppError `bad-option` for
 * an unknown task or arm, `bad-data` where the two have no replicate in common.
 */
export async function explainStudy(
  context: Context,
  histories: HistoryCache,
  studyId: string,
  choice: ExplainChoice,
  known?: StudyComparison,
): Promise<Explanation> {
  const { pair, unpaired } = await readPair(context, studyId, choice);
  const { spec, task, pairs, view } = pair;
  const { replicates } = pairs;
  const compared = known ?? compareStudy(context.workspace, histories, studyId, { baseline: null, metric: null });
  const row = compared.comparison.rows.find(
    (candidate) => candidate.task === choice.task && candidate.arm === choice.arm,
  );
  const rows = describeRows(pair);
  // each part may take a while where there are many rows: others are answered in between
  await setImmediate();
  const predictions = replicates.reduce((sum, { targets }) => sum + targets.length, 0);
  return {
    task: task.column,
    type: task.type,
    arm: choice.arm,
    coverage: {
      replicates: replicates.length,
      splits: countSplits(pairs),
      unpaired,
      rows: rows.rows,
      predictions,
      sentence: sayCoverage(pairs, { rows: rows.rows, predictions, unpaired }),
    },
    why: {
      comparison: row ?? null,
      findings:
        row === undefined
          ? []
          : findWhy(row, compared.comparison, readTrainingFacts(context.workspace, histories, studyId, choice.arm)),
    },
    classification: task.type === 'regression' ? null : describeClasses(pair),
    regression: task.type === 'regression' ? describeNumbers(pair) : null,
    rows,
    cohorts: await describeCohorts(pair, sizesOf(context, studyId), row),
    relations: describeRelations(spec, choice.arm, compared, view),
  };
}

/** One class of a task against the rest. Throws AppError `bad-option` for an unknown one. */
async function explainClass(
  context: Context,
  studyId: string,
  choice: ExplainChoice & { readonly positive: string },
): Promise<ClassCurvesView> {
  const { pair } = await readPair(context, studyId, choice);
  const wanted = pair.task.classes.indexOf(choice.positive);
  if (wanted < 0) {
    const known = pair.task.classes.join(', ') || 'none, it is a number';
    throw new AppError('bad-option', `unknown class of ${choice.task}; choose one of ${known}: ${choice.positive}`);
  }
  return describeCurves(pair, wanted);
}

async function readPair(
  { workspace, tables }: Context,
  studyId: string,
  { task: column, arm }: ExplainChoice,
): Promise<{ pair: ExplainedPair; unpaired: number }> {
  const { spec } = workspace.studies.get(studyId);
  const index = spec.tasks.findIndex((candidate) => candidate.column === column);
  const task = spec.tasks[index];
  if (task === undefined) {
    const known = spec.tasks.map((candidate) => candidate.column).join(', ');
    throw new AppError('bad-option', `unknown task; choose one of ${known}: ${column}`);
  }
  const arms = spec.arms.map(armId);
  if (!arms.includes(arm)) {
    throw new AppError('bad-option', `unknown arm; choose one of ${arms.join(', ')}: ${arm}`);
  }
  const table = await tables.read(spec.dataset.id);
  const { task: pairs, unpaired } = readPairs(workspace, studyId, table, { spec, task, arm });
  if (pairs.replicates.length === 0) {
    throw new AppError(
      'bad-data',
      `nothing to explain: ${arm} and ${twinId(column)} have no replicate with stored predictions in common; let the study finish`,
    );
  }
  const view: TaskView = {
    task: column,
    index,
    arm,
    basis: sayCount(pairs.replicates.length, 'replicate'),
    naming: nameStudy(spec),
  };
  return { pair: { spec, task, table, pairs, view }, unpaired };
}

function countSplits({ replicates }: PairedTask): number {
  return new Set(replicates.map(({ split }) => split)).size;
}

function sayCoverage(
  pairs: PairedTask,
  { rows, predictions, unpaired }: { rows: number; predictions: number; unpaired: number },
): string {
  const count = pairs.replicates.length;
  const splits = countSplits(pairs);
  const left = unpaired === 0 ? '' : ` ${sayCount(unpaired, 'replicate')} left out: only one side has predictions.`;
  return `${sayCount(count, 'replicate')} (${sayCount(splits, 'split')}) of the arm and of the twin: ${sayCount(predictions, 'prediction')} of each, on ${sayCount(rows, 'labelled row')} used for testing at least once. Test rows choose nothing: what they show here is for understanding, not for tuning.${left}`;
}

function describeRelations(
  spec: StudySpec,
  arm: string,
  { comparison }: StudyComparison,
  { naming }: TaskView,
): Explanation['relations'] {
  if (!comparison.gradientCosines.some((pair) => pair.arm === arm)) return null;
  const tasks = spec.tasks.map((task) => task.column);
  return buildCosineFigure(cosineMatrix(comparison.gradientCosines, arm, tasks), naming);
}

function sizesOf({ workspace }: Context, studyId: string): SplitSizes {
  return new Map(workspace.runs.listSplitSizes(studyId).map((size) => [size.split, size]));
}

/** Every task under the arm that the verdict speaks of, for the report; nothing where there are no predictions or no data. */
export async function explainVerdict(
  context: Context,
  histories: HistoryCache,
  studyId: string,
  compared: StudyComparison,
): Promise<Explanation[] | null> {
  const { spec } = context.workspace.studies.get(studyId);
  const { arm } = compared.verdict.overall;
  if (arm === null) return null;
  try {
    const explanations: Explanation[] = [];
    for (const { column } of spec.tasks) {
      explanations.push(await explainStudy(context, histories, studyId, { task: column, arm }, compared));
    }
    return explanations;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

export function createExplainHandlers(
  context: Context,
  histories: HistoryCache,
): Pick<Handlers, 'explain.get' | 'explain.class'> {
  return {
    'explain.get': ({ studyId, task, arm }) => explainStudy(context, histories, studyId, { task, arm }),
    'explain.class': ({ studyId, ...choice }) => explainClass(context, studyId, choice),
  };
}
