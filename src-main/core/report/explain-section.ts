import type { Cohort, Explanation } from '../../contract/explain.ts';
import { sayArm } from '../compare/naming.ts';
import { decimalsFor, formatFixed, formatInterval, formatP, formatSigned } from '../compare/wording.ts';
import { say } from './comparison-section.ts';
import { escapeHtml, paragraph, renderList, renderTable } from './html.ts';
import { nameOfMetric, namingOf } from './naming.ts';
import type { ReportRecord } from './record.ts';
import { readingChip } from './verdict-section.ts';

const mostCohorts = 3;

/** What was measured that may lie behind each task's verdict, the rows that changed, and the cohorts that lost most. */
export function renderExplanations(record: ReportRecord): string {
  const { explanations } = record;
  const [first] = explanations ?? [];
  if (explanations == null || first === undefined) {
    return paragraph('Predictions of an arm beside its twins, or the data, are not there to look into.');
  }
  const intro = `Each task with ${sayArm(first.arm, namingOf(record))} beside its single-task twin, on test rows, which choose nothing. What was measured fits what was found, or does not; it is no proof of a cause.`;
  return [
    paragraph(intro, 'note'),
    ...explanations.map((explanation) => `<h3>${escapeHtml(explanation.task)}</h3>${renderTask(explanation)}`),
    renderCohorts(record, explanations),
  ].join('');
}

function renderTask({ coverage, why, rows, cohorts }: Explanation): string {
  const basis = `${coverage.replicates} replicates, ${coverage.predictions} predictions of each, ${coverage.rows} rows.`;
  const named = why.findings.filter((finding) => finding.cause !== null);
  const sentences = named.length === 0 ? why.findings : named;
  const lead =
    named.length === 0 ? 'What was measured, none of which points to a cause:' : 'Of what was measured, this fits:';
  return [
    paragraph(`${basis} ${lead}`),
    renderList(
      sentences.map(({ sentence }) => sentence),
      'Nothing was measured.',
    ),
    paragraph(rows.sentence),
    paragraph(cohorts.sentence),
  ].join('');
}

function renderCohorts(record: ReportRecord, explanations: readonly Explanation[]): string {
  const groups = explanations
    .map(({ task, cohorts }) => ({
      heading: `${task}: ${nameOfMetric(cohorts.metric, namingOf(record))}`,
      rows: cohorts.cohorts.slice(0, mostCohorts).map((cohort) => ({ cells: cohortCells(cohort) })),
    }))
    .filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return '';
  return renderTable({
    caption: `The ${mostCohorts} cohorts of each task with the largest loss; differences: positive is better`,
    columns: ['Cohort', 'Test rows', 'Twin', 'Arm', 'Difference', '95 % interval', 'Holm p', 'Reading'],
    textColumns: [7],
    groups,
  });
}

function cohortCells({ column, level, rows, comparison }: Cohort): Parameters<typeof renderTable>[0]['columns'] {
  const { ci95, difference, pHolm } = comparison;
  const decimals = ci95 === null ? 3 : decimalsFor((ci95[1] - ci95[0]) / 2);
  return [
    `${column} ${level}`,
    formatFixed(rows, 0),
    say(comparison.baselineMean),
    say(comparison.mean),
    difference === null ? '–' : formatSigned(difference, decimals),
    ci95 === null ? '–' : formatInterval(ci95, decimals),
    pHolm === null ? '–' : formatP(pHolm),
    readingChip(comparison.reading),
  ];
}
