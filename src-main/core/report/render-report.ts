import { twinTask } from '../../contract/arm.ts';
import type { Figure } from '../../contract/figure.ts';
import { buildCosineFigure } from '../figure/build-cosine-figure.ts';
import { buildCurveFigure } from '../figure/build-curve-figure.ts';
import { buildDifferenceFigure } from '../figure/build-difference-figure.ts';
import { buildSeedCloudFigure } from '../figure/build-seed-cloud-figure.ts';
import { buildWeightFigure } from '../figure/build-weight-figure.ts';
import {
  readingChip,
  renderComparisonTable,
  renderCosineTable,
  renderDeltaTable,
  renderSpreadTable,
} from './comparison-section.ts';
import { figureToSvg } from './figure-to-svg.ts';
import { escapeHtml, paragraph, renderTable, section } from './html.ts';
import { printPalette } from './palette.ts';
import type { ReportRecord } from './record.ts';
import { listExclusions, renderSettings } from './settings-section.ts';
import { reportStyle } from './style.ts';
import { listReferences, renderQuestions, sayMethods } from './text-section.ts';

/**
 * The report as one HTML file: verdict first, then picture, tables and the small print that makes it true. No script and
 * no outside resource; charts are inline SVG; everything that came from the user is escaped.
 */
export function renderReport(record: ReportRecord): string {
  const { study, dataset, comparison } = record;
  const title = `${study.spec.name}: multi-task report`;
  const tasks = study.spec.tasks.map((task) => task.column);
  const body = [
    `<header><h1>${escapeHtml(study.spec.name)}</h1>${paragraph(`Multi-task report. ${dataset.name}, ${dataset.description.rows} rows; ${tasks.length} tasks; made ${record.createdAt.slice(0, 16).replace('T', ' ')} UTC by Tandem ${record.versions.version}.`)}</header>`,
    renderVerdict(record),
    section('Differences', renderFigure(buildDifferenceFigure(comparison, tasks))),
    section('Every task, every arm', renderComparisonTable(comparison, record.catalogue.metrics)),
    section('Over all tasks', renderDeltaTable(comparison)),
    section('The five questions', renderQuestions(record)),
    section('Methods', paragraph(sayMethods(record))),
    renderMethodCards(record),
    section(
      'Replicates and spread',
      renderFigure(buildSeedCloudFigure(comparison, tasks)) + renderSpreadTable(comparison),
    ),
    section('How the tasks interact', renderInteraction(record)),
    section('Left out, and why', renderList(listExclusions(record), 'Nothing was left out.')),
    section('Learning curves', renderCurves(record, tasks), 'page'),
    section('Settings', renderSettings(record), 'page'),
    section('References', renderList(listReferences(record), 'None.')),
  ].join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/><title>${escapeHtml(title)}</title><style>${reportStyle}</style></head>
<body><main>
${body}
</main></body></html>
`;
}

function renderVerdict({ verdict, comparison }: ReportRecord): string {
  const { overall } = verdict;
  const table = renderTable({
    caption: `Per task, ${comparison.design.claim}`,
    columns: ['Task', 'Arm', 'Verdict', 'Reason'],
    textColumns: [1, 2, 3],
    groups: [
      {
        heading: null,
        rows: verdict.tasks.map((task) => ({ cells: [task.task, task.arm, readingChip(task.verdict), task.reason] })),
      },
    ],
  });
  const arms =
    verdict.arms.length < 2
      ? ''
      : renderTable({
          caption: 'The same rule for each arm',
          columns: ['Arm', 'Verdict', 'Reason'],
          textColumns: [1, 2],
          groups: [
            { heading: null, rows: verdict.arms.map((arm) => ({ cells: [arm.arm ?? '', arm.title, arm.reason] })) },
          ],
        });
  return `<section class="verdict ${overall.kind}"><h2>${escapeHtml(overall.title)}</h2>${paragraph(overall.reason)}${table}${arms}</section>`;
}

function renderFigure(figure: Figure): string {
  return `<figure><figcaption><b>${escapeHtml(figure.title)}</b><span>${escapeHtml(figure.subtitle)}</span></figcaption>${figureToSvg(figure, printPalette)}${figure.id === 'differences' ? '' : paragraph(figure.summary, 'note')}</figure>`;
}

function renderMethodCards({ study, catalogue }: ReportRecord): string {
  const used = catalogue.methods.filter((method) => study.spec.arms.some((arm) => arm.method === method.id));
  return section(
    'Balancing methods that ran',
    renderTable({
      caption: 'The formula is the one that runs (LaTeX)',
      columns: ['Method', 'What it does', 'Formula', 'Scale', 'Heads', 'Backward passes'],
      textColumns: [1, 2, 3, 4],
      groups: [
        {
          heading: null,
          rows: used.map((method) => ({
            cells: [
              method.name,
              method.description,
              { markup: `<code>${escapeHtml(method.formula)}</code>` },
              method.scale,
              method.headPolicy,
              method.cost.backwardPasses === 'tasks' ? 'one a task' : String(method.cost.backwardPasses),
            ],
          })),
        },
      ],
    }),
  );
}

function renderInteraction({ live, comparison, study }: ReportRecord): string {
  const tasks = study.spec.tasks.map((task) => task.column);
  const weights = live?.taskWeights ?? [];
  const maps = live?.gradientCosines ?? [];
  return [
    renderCosineTable(comparison),
    ...maps.map((map) => renderFigure(buildCosineFigure(map))),
    ...weights
      .filter((entry) => twinTask(entry.arm) === null)
      .map((entry) => renderFigure(buildWeightFigure(entry, tasks))),
  ].join('');
}

function renderCurves({ live }: ReportRecord, tasks: readonly string[]): string {
  const curves = live?.curves ?? [];
  const figures = curves
    .filter((curve) => twinTask(curve.arm) === null)
    .map((curve) =>
      renderFigure(
        buildCurveFigure({ curves, task: curve.task, arm: curve.arm, taskIndex: tasks.indexOf(curve.task) }),
      ),
    );
  return figures.length === 0 ? paragraph('No curves were recorded.') : figures.join('');
}

function renderList(items: readonly string[], empty: string): string {
  if (items.length === 0) return paragraph(empty);
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}
