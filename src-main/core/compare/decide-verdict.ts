import type { Comparison, ComparisonRow, OverallVerdict, Verdict } from '../../contract/comparison.ts';
import { isAlternative } from '../../contract/arm.ts';
import { explainTask } from './explain-task.ts';
import { findCauses } from './find-causes.ts';
import { isTwin, sayArm } from './naming.ts';
import { summarizeArm } from './summarize-arm.ts';
import type { VerdictOptions } from './verdict-options.ts';
import { sayCount, sayList } from './wording.ts';

const choiceRule = 'most tasks better, then fewest worse, then highest Delta-MTL';

/**
 * Adopt, split, roll back or run more, by the first rule that matches: an open task that more replicates could settle;
 * all tasks better, equal or safe and at least one better; some better; else roll back. For each multi-task arm, and
 * overall for the best of them by the rule that the reason states.
 */
export function decideVerdict(comparison: Comparison, options: VerdictOptions = {}): Verdict {
  const names = [...new Set(comparison.rows.map((row) => row.arm))];
  const multiTask = names.filter((arm) => !isTwin(arm) && !isAlternative(arm));
  const candidates = multiTask.map((arm) => {
    const rows = decidingRows(comparison, arm, options);
    return { arm, rows, verdict: judge(arm, rows, comparison, options), delta: deltaOf(comparison, arm) };
  });
  const count = (rows: readonly ComparisonRow[], reading: string): number =>
    rows.filter((row) => row.reading === reading).length;
  const ordered = [...candidates].sort(
    (first, second) =>
      count(second.rows, 'better') - count(first.rows, 'better') ||
      count(first.rows, 'worse') - count(second.rows, 'worse') ||
      (second.delta ?? -Infinity) - (first.delta ?? -Infinity) ||
      0,
  );
  const best = ordered[0];
  if (best === undefined) {
    const others = names.some(isAlternative) ? onlyAlternatives : onlyTwins;
    return { overall: names.length === 0 ? nothingToCompare : others, tasks: [], arms: [] };
  }
  const overall =
    candidates.length > 1
      ? {
          ...best.verdict,
          reason: `${best.verdict.reason} Chosen among ${candidates.length} arms by ${choiceRule}; the choice is part of the Holm family.`,
        }
      : best.verdict;
  const tasks = ordered.flatMap(({ arm, rows }) =>
    rows.map((row) => {
      const causes = findCauses(row, comparison, options);
      const reason = explainTask(row, comparison, options);
      return { task: row.task, arm, verdict: row.reading, reason, ...(causes.length === 0 ? {} : { causes }) };
    }),
  );
  return { overall, tasks, arms: candidates.map((candidate) => candidate.verdict) };
}

const nothingToCompare: OverallVerdict = {
  kind: 'undecided',
  arm: null,
  tasks: [],
  unitsNeeded: null,
  title: 'Undecided: nothing to compare yet',
  reason: 'No multi-task arm has a finished run beside its baseline.',
};

/** Where the only multi-task arm is the baseline itself. */
const onlyTwins: OverallVerdict = {
  ...nothingToCompare,
  title: 'No verdict: only single-task twins stand beside the baseline',
  reason: 'A verdict speaks of a multi-task arm. Choose the single-task twins, or another arm, as the baseline.',
};

/** Alternatives are rows to compare with; whether to adopt multi-task learning is not theirs to say. */
const onlyAlternatives: OverallVerdict = {
  ...nothingToCompare,
  title: 'No verdict: no multi-task arm has finished runs',
  reason:
    'A verdict speaks of a multi-task arm, and only alternatives to one stand beside the baseline. Read the table, or add a balancing method.',
};

/** One row a task: its primary metric, else the first shown. */
function decidingRows(comparison: Comparison, arm: string, options: VerdictOptions): ComparisonRow[] {
  const own = comparison.rows.filter((row) => row.arm === arm);
  return [...new Set(own.map((row) => row.task))].flatMap((task) => {
    const rows = own.filter((row) => row.task === task);
    const primary = rows.find((row) => row.metric === options.primaryMetrics?.[task]) ?? rows[0];
    return primary === undefined ? [] : [primary];
  });
}

function deltaOf(comparison: Comparison, arm: string): number | null {
  return comparison.deltaMtl.find((delta) => delta.arm === arm)?.taskAveraged ?? null;
}

function judge(
  arm: string,
  rows: readonly ComparisonRow[],
  comparison: Comparison,
  options: VerdictOptions,
): OverallVerdict {
  const named = (reading: string): string[] => rows.filter((row) => row.reading === reading).map((row) => row.task);
  const better = named('better');
  const worse = named('worse');
  const open = rows.filter((row) => row.reading === 'open');
  const settled = rows.filter((row) => ['better', 'equal', 'safe'].includes(row.reading));
  const resolvable = open.filter((row) => row.unitsNeeded !== null);
  const summary = summarizeArm(arm, rows, comparison, options);
  const name = sayArm(arm, options);
  if (resolvable.length > 0) {
    const unitsNeeded = Math.max(...resolvable.map((row) => row.unitsNeeded ?? 0));
    const names = sayList(resolvable.map((row) => row.task));
    const more = sayCount(unitsNeeded, `more ${unitOf(comparison)}`, `more ${unitOf(comparison)}s`);
    return {
      kind: 'undecided',
      arm,
      tasks: [],
      unitsNeeded,
      title: `Undecided: run ${sayCount(unitsNeeded, 'more replicate', 'more replicates')}`,
      reason: `${summary} ${more} could settle ${names}.`,
    };
  }
  if (settled.length === rows.length && (better.length > 0 || options.fewerModelsIsAGoal === true)) {
    const goal = better.length === 0 ? ' Fewer models to keep is a stated goal, and no task is worse.' : '';
    return {
      kind: 'adopt',
      arm,
      tasks: rows.map((row) => row.task),
      unitsNeeded: null,
      title: rows.length === 1 ? `Adopt ${name}` : `Adopt ${name} for all ${rows.length} tasks`,
      reason: `${summary}${goal}`,
    };
  }
  if (better.length > 0) {
    return {
      kind: 'split',
      arm,
      tasks: better,
      unitsNeeded: null,
      title: `Adopt ${name} for ${sayList(better)} only`,
      reason: `${summary} Serve the other tasks from their baselines. Retraining on ${sayList(better)} alone needs its own comparison.`,
    };
  }
  const few = open.filter((row) => row.p !== null).map((row) => row.task);
  const untested = open.filter((row) => row.p === null).map((row) => row.task);
  const causes = [
    worse.length > 0 ? `${sayList(worse)} got worse` : '',
    few.length > 0 ? `too few rows to tell about ${sayList(few)}` : '',
    untested.length > 0 ? `no test for ${sayList(untested)}` : '',
    worse.length === 0 && open.length === 0 ? 'no task gains from sharing' : '',
  ].filter((cause) => cause !== '');
  return {
    kind: 'roll-back',
    arm,
    tasks: [],
    unitsNeeded: null,
    title: rows.every((row) => isTwin(row.baseline)) ? 'Roll back to single-task models' : 'Roll back to the baseline',
    reason: `${summary} Cause: ${causes.join('; ')}.`,
  };
}

function unitOf(comparison: Comparison): string {
  return comparison.design.splits > 1 ? 'split' : 'seed';
}
