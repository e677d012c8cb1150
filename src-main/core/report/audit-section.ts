import type { AuditCheckReport, AuditResult, Finding } from '../../contract/audit.ts';
import type { Figure } from '../../contract/figure.ts';
import { formatNumber, sayCount, sayList, trimZeros } from '../compare/wording.ts';
import { paragraph, renderList, renderTable } from './html.ts';

const severityNames = { red: '✕ red', amber: '⚠ amber', note: 'i note' };
const mostRows = 12;

/** What the audit of the data found, at which tolerances, and what it could not see. `draw` makes markup of a figure. */
export function renderAudit(audit: AuditResult | null | undefined, draw: (figure: Figure) => string): string {
  if (audit == null)
    return paragraph('The audit could not be repeated: the data are no longer in the workspace, or it was given up.');
  const { findings, checks, figures, relations } = audit;
  const sampled =
    audit.rowsGiven < audit.rows
      ? ` The checks looked at a seeded sample of ${audit.rowsGiven} of ${audit.rows} rows.`
      : '';
  const ran = checks.filter((check) => check.skipped === null);
  const left = checks.filter((check) => check.tolerance.used === null);
  const changed = ran.filter((check) => check.tolerance.used !== check.tolerance.default);
  return [
    paragraph(
      `${sayCount(ran.length, 'check')} ran before the training and found ${sayFindings(findings)}. Red keeps a study from starting, amber deserves a look.${sampled}`,
    ),
    left.length === 0
      ? ''
      : paragraph(`Left out by the settings of this study: ${sayList(left.map(({ name }) => name))}.`),
    changed.length === 0
      ? ''
      : paragraph(`With another tolerance than the usual one: ${sayList(changed.map(sayTolerance))}.`),
    findings.length === 0 ? '' : renderFindings(findings, checks),
    `<div class="pair">${draw(figures.presence)}${relations.length === 0 ? '' : draw(figures.relations)}</div>`,
    renderChecks(checks),
  ].join('');
}

function sayFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing at their tolerances';
  const counts = (['red', 'amber', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count === 0) return [];
    return [severity === 'note' ? sayCount(count, 'note') : sayCount(count, `${severity} finding`)];
  });
  return sayList(counts);
}

/** Tolerances are chosen, not measured. */
function sayBound(value: number): string {
  return trimZeros(formatNumber(value));
}

function sayTolerance({ name, tolerance }: AuditCheckReport): string {
  return `${name} ${sayBound(tolerance.used ?? 0)} for ${sayBound(tolerance.default)}`;
}

function renderFindings(findings: readonly Finding[], checks: readonly AuditCheckReport[]): string {
  return renderTable({
    caption: 'Findings, worst first; rows count from 1 below the header of the file',
    columns: ['Severity', 'Check', 'Finding', 'Value', 'Tolerance', 'Rows'],
    textColumns: [1, 2, 5],
    groups: [
      {
        heading: null,
        rows: findings.map((finding) => ({
          cells: [
            severityNames[finding.severity],
            checks.find(({ id }) => id === finding.check)?.name ?? finding.check,
            finding.message,
            finding.value === null ? '–' : formatNumber(finding.value),
            sayBound(finding.threshold),
            sayRows(finding),
          ],
        })),
      },
    ],
  });
}

function sayRows({ rows, rowCount }: Finding): string {
  if (rows.length === 0) return '–';
  const shown = rows.slice(0, mostRows).join(', ');
  return rowCount > Math.min(rows.length, mostRows) ? `${shown}, … (${rowCount})` : shown;
}

function renderChecks(checks: readonly AuditCheckReport[]): string {
  const ran = checks.filter((check) => check.skipped === null);
  const skipped = checks.filter((check) => check.skipped !== null && check.tolerance.used !== null);
  const table = renderTable({
    caption: 'What ran, on how many rows, and what it cannot see',
    columns: ['Check', 'Rows', 'Tolerance', 'Computed', 'Cannot see'],
    textColumns: [3, 4],
    groups: [
      {
        heading: null,
        rows: ran.map(({ name, rows, tolerance, computes, cannotSee }) => ({
          cells: [name, String(rows), sayBound(tolerance.used ?? tolerance.default), computes, cannotSee],
        })),
      },
    ],
  });
  if (skipped.length === 0) return table;
  return `${table}<h3>Not checked</h3>${renderList(
    skipped.map(({ name, skipped: reason }) => `${name}: ${reason ?? ''}`),
    '',
  )}`;
}
