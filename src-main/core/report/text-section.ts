import { nameEngineAndTensorFlow } from '../../contract/engine-name.ts';
import { nameArm } from '../../contract/arm-name.ts';
import { isAlternative } from '../../contract/arm.ts';
import { sayArm } from '../compare/naming.ts';
import { formatFixed, sayCount, sayList } from '../compare/wording.ts';
import { escapeHtml } from './html.ts';
import { nameOfMetric, namingOf } from './naming.ts';
import type { ReportRecord } from './record.ts';
import { saySharing } from './sharing-section.ts';
import { splitNames } from './split-name.ts';

/** The methods paragraph: what was done, in the order of a paper. */
export function sayMethods(record: ReportRecord): string {
  const { study, dataset, comparison, versions } = record;
  const { spec } = study;
  const { design } = comparison;
  const tasks = spec.tasks.map(
    (task) => `${task.column} (${task.type}, ${nameOfMetric(task.primaryMetric, namingOf(record))})`,
  );
  const naming = namingOf(record);
  const ids = Object.keys(naming.armNames ?? {});
  const arms = ids.filter((arm) => !isAlternative(arm)).map((arm) => sayArm(arm, naming));
  const others = ids.filter(isAlternative).map((arm) => sayArm(arm, naming));
  const seeds = spec.seeds > 1 ? `, ${spec.seeds} seeds each, averaged within a split` : '';
  return [
    `From ${dataset.name} (${dataset.description.rows} rows, SHA-256 ${dataset.contentHash.slice(0, 12)}…) the tasks ${sayList(tasks)} were learned by ${arms.length === 0 ? '' : `multi-task networks${saySharing(record)}, balanced by ${sayList([...new Set(arms)])}, and by `} a single-task twin of each task with the same layers, rows, seeds, initial weights, step budget and selection rule.${others.length === 0 ? '' : ` Compared with them on the same splits: ${sayList(others)}.`}`,
    `${sayCount(spec.split.splits, `${splitNames[spec.split.kind]} split`)}${seeds}; the best epoch was chosen on validation rows, and test rows were used once, after that choice. Fill values, means and scales were fitted on training rows; missing labels were masked. All arms had the same settings; none was tuned separately.`,
    `Differences are paired by ${design.splits > 1 ? 'split' : 'seed'} and tested by the ${design.splits > 1 ? `corrected resampled t test (Nadeau and Bengio, 2003; n_test/n_train = ${formatFixed(design.rho, 2)})` : 'paired t test over seeds'}, two-sided, with Holm’s adjustment over ${sayCount(design.family, 'comparison')}; probabilities are those of the Bayesian correlated t test with a region of practical equivalence (ROPE). The numbers support a claim ${design.claim}.`,
    `Tandem ${versions.version}, engine ${nameEngineAndTensorFlow(versions.engine)}, Node ${versions.node}, ${versions.platform}; base seed ${spec.baseSeed}.`,
  ].join(' ');
}

/** The five questions that a multi-task model must answer before it is used. */
export function renderQuestions(record: ReportRecord): string {
  const { study, comparison, verdict } = record;
  const naming = namingOf(record);
  const worse = verdict.tasks.filter((task) => task.verdict === 'worse');
  const worstConflict = [...comparison.gradientCosines].sort(
    (first, second) => second.conflictRate - first.conflictRate,
  )[0];
  const multiTask = record.study.spec.arms.filter((arm) => !isAlternative(arm.method));
  const uses = multiTask.map((arm) => {
    const method = record.catalogue.methods.find((candidate) => candidate.id === arm.method);
    return `${nameArm(arm, record.catalogue)}: ${method?.description ?? ''}`;
  });
  const answers: (readonly [string, string])[] = [
    ['Why should these tasks share?', study.spec.note.trim() || 'No reason was written down.'],
    [
      'What is the evidence?',
      `${sayCount(comparison.design.units, comparison.design.splits > 1 ? 'split' : 'seed')}, ${sayCount(comparison.design.family, 'paired comparison')}, ${comparison.design.claim}. ${verdict.overall.reason}`,
    ],
    [
      'How was negative transfer sought?',
      `Every task has a single-task twin on the same rows and seeds; ${worse.length === 0 ? 'no task is shown worse than its twin with any arm' : `worse: ${sayList(worse.map((task) => `${task.task} with ${sayArm(task.arm, naming)}`))}`}. ${worstConflict === undefined ? 'Gradient cosines were not recorded.' : `The strongest gradient conflict is between ${worstConflict.taskA} and ${worstConflict.taskB} with ${sayArm(worstConflict.arm, naming)}, in ${formatFixed(100 * worstConflict.conflictRate, 0)} % of measured epochs.`}`,
    ],
    ['How were the task weights chosen?', uses.join(' ') || 'No multi-task arm.'],
    ['What if one task regresses?', regressionPlan(record)],
  ];
  return `<dl>${answers.map(([question, answer]) => `<dt>${escapeHtml(question)}</dt><dd>${escapeHtml(answer)}</dd>`).join('')}</dl>`;
}

function regressionPlan(record: ReportRecord): string {
  const { verdict, study } = record;
  const { overall } = verdict;
  const others = study.spec.tasks.map((task) => task.column).filter((task) => !overall.tasks.includes(task));
  const twins =
    'The twins were trained beside the multi-task models, so a task can go back to its twin without a new study.';
  switch (overall.kind) {
    case 'adopt':
      return `No task regressed. ${twins} Should one regress on later data, serve that task from its twin.`;
    case 'split':
      return `Serve ${sayList(overall.tasks)} from ${overall.arm === null ? 'the multi-task model' : `the network with ${sayArm(overall.arm, namingOf(record))}`} and ${sayList(others)} from the single-task twins. ${twins}`;
    case 'roll-back':
      return `Keep the single-task twins for every task. ${twins}`;
    case 'undecided':
      return `Until the open tasks are settled, keep the single-task twins. ${twins}`;
  }
}

/** The papers behind what ran: the statistics, and each method, sharing form, sampling and alternative used. */
export function listReferences({ study, catalogue }: ReportRecord): string[] {
  const methods = study.spec.arms.flatMap(
    (arm) => catalogue.methods.find((method) => method.id === arm.method)?.reference ?? [],
  );
  const sharing = study.spec.arms.flatMap(
    (arm) => catalogue.sharingForms.find((form) => form.id === arm.sharing)?.reference ?? [],
  );
  const samplings = study.spec.arms.flatMap(
    (arm) => catalogue.samplings.find(({ id }) => id === arm.parameters['sampling.kind'])?.reference ?? [],
  );
  const alternatives = study.spec.arms.flatMap(
    (arm) => catalogue.alternatives.find(({ id }) => id === arm.method)?.reference ?? [],
  );
  return [...new Set([...methods, ...sharing, ...samplings, ...alternatives, ...statistics])].filter(
    (reference) => reference !== '',
  );
}

const statistics = [
  'Nadeau and Bengio: Inference for the generalization error. Machine Learning 52, 2003.',
  'Corani and Benavoli: A Bayesian approach for comparing cross-validated algorithms on multiple data sets. Machine Learning 100, 2015.',
  'Holm: A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 1979.',
  'Cliff: Dominance statistics: ordinal analyses to answer ordinal questions. Psychological Bulletin 114, 1993.',
  'Maninis, Radosavovic and Kokkinos: Attentive single-tasking of multiple tasks. CVPR 2019.',
];
