import { setImmediate } from 'node:timers/promises';
import type { ComparisonRow } from '../../contract/comparison.ts';
import type { CohortsView } from '../../contract/explain.ts';
import { sayMetric } from '../../core/compare/naming.ts';
import { formatNumber, sayCount, sayList } from '../../core/compare/wording.ts';
import { cohortColumn } from '../../core/explain/cohort-column.ts';
import { compareCohorts, type ComparedCohorts } from '../../core/explain/compare-cohorts.ts';
import { CohortScorer, fewestRows, mostLevels, type ScoredColumn } from '../../core/explain/score-cohorts.ts';
import { buildCohortFigure } from '../../core/figure/build-cohort-figure.ts';
import { findMetric } from '../../core/metric/registry.ts';
import { nameStudy } from '../comparison.ts';
import { inTurns } from '../in-turns.ts';
import type { ExplainedPair, SplitSizes } from './explained-pair.ts';

/** Twin and arm within the cohorts of every input, by the task's primary metric. */
export async function describeCohorts(
  { spec, task, table, pairs, view }: ExplainedPair,
  sizes: SplitSizes,
  whole: ComparisonRow | undefined,
): Promise<CohortsView> {
  const inputs = table.columns.filter(({ name }) => spec.roles[name] === 'input');
  const leftOut: string[] = [];
  const scored: ScoredColumn[] = [];
  const scorer = new CohortScorer(pairs, findMetric(task.primaryMetric));
  for (const input of inputs) {
    const column = cohortColumn(input);
    if (column === null) leftOut.push(input.name);
    else scored.push(await inTurns(scorer.score(column)));
    // many inputs of many rows take a while: others are answered in between
    await setImmediate();
  }
  const compared = compareCohorts(pairs, scored, {
    ...nameStudy(spec),
    arm: view.arm,
    metric: task.primaryMetric,
    claim: spec.claim,
    ...(task.rope === null ? {} : { rope: task.rope }),
    sizeOf: (split) => sizes.get(split) ?? { trainRows: null, testRows: null },
  });
  const cohorts = compared.compared.map(({ row, ...cohort }) => ({ ...cohort, comparison: row }));
  return {
    metric: task.primaryMetric,
    fewestRows,
    levelsLeftOut: compared.leftOut,
    leftOut,
    cohorts,
    sentence: sayCohorts(compared, leftOut, sayMetric(task.primaryMetric, nameStudy(spec)), whole?.difference ?? null),
    warnings: (compared.comparison?.warnings ?? []).filter((warning) => !warning.startsWith('Delta-MTL')),
    figure: buildCohortFigure(view, cohorts, { metric: task.primaryMetric, whole: whole?.difference ?? null }),
  };
}

function sayCohorts(
  { compared, leftOut: levelsLeftOut, comparison }: ComparedCohorts,
  leftOut: readonly string[],
  metric: string,
  whole: number | null,
): string {
  const small =
    levelsLeftOut === 0
      ? ''
      : ` Left out: ${sayCount(levelsLeftOut, 'cohort')} with fewer than ${fewestRows} labelled rows in a test part or beyond the ${mostLevels} most frequent of its input.`;
  const texts = leftOut.length === 0 ? '' : ` Not divided: ${sayList(leftOut)}, whose cells seldom agree.`;
  if (comparison === null) return `No cohort is large enough to compare.${small}${texts}`;
  const count = (reading: string): number => compared.filter(({ row }) => row.reading === reading).length;
  const [worse, better] = [count('worse'), count('better')];
  const found =
    worse + better === 0
      ? `no cohort shows evidence of a difference between arm and twin`
      : `${worse === 0 ? 'no cohort' : sayCount(worse, 'cohort')} worse than the twin, ${better === 0 ? 'none' : better} better, ${compared.length - worse - better} without evidence of a difference`;
  const overall =
    whole === null
      ? ''
      : ` Over all rows the difference is ${formatNumber(whole)}: a cohort near it fares as the others do.`;
  return `By ${metric}, Holm-adjusted over ${sayCount(compared.length, 'cohort')}: ${found}, ${comparison.design.claim}.${overall} Cohorts of different inputs overlap. No evidence of a difference does not say that there is none: cohorts are small.${small}${texts}`;
}
