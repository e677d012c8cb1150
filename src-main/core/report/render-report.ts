import { twinTask } from '../../contract/arm.ts';
import type { Figure } from '../../contract/figure.ts';
import { nameOfArm } from '../compare/naming.ts';
import { sayCount, sayList } from '../compare/wording.ts';
import { buildCosineFigure } from '../figure/build-cosine-figure.ts';
import { buildCurveFigure } from '../figure/build-curve-figure.ts';
import { buildDifferenceFigure, differenceKey } from '../figure/build-difference-figure.ts';
import { buildSeedCloudFigure } from '../figure/build-seed-cloud-figure.ts';
import { buildWeightFigure } from '../figure/build-weight-figure.ts';
import { renderChoiceTable } from './choice-section.ts';
import { renderAudit } from './audit-section.ts';
import { renderComparisonTable, renderCosineTable, renderDeltaTable, renderSpreadTable } from './comparison-section.ts';
import { renderCost } from './cost-section.ts';
import { renderDesign } from './design-section.ts';
import { renderExplanations } from './explain-section.ts';
import { figureToSvg } from './figure-to-svg.ts';
import { renderFormula } from './formula.ts';
import { escapeHtml, paragraph, renderList, section } from './html.ts';
import { namingOf } from './naming.ts';
import { printPalette } from './palette.ts';
import type { ReportRecord } from './record.ts';
import { listExclusions, renderSettings } from './settings-section.ts';
import { reportStyle } from './style.ts';
import { listReferences, renderQuestions, sayMethods } from './text-section.ts';
import { renderOtherArms, renderVerdict } from './verdict-section.ts';

/**
 * The report as one HTML file: verdict first, then picture, tables and the small print that makes it true. No script and
 * no outside resource; charts are inline SVG; everything that came from the user is escaped.
 */
export function renderReport(record: ReportRecord): string {
  const { study, dataset, comparison } = record;
  const title = `${study.spec.name}: multi-task report`;
  const tasks = study.spec.tasks.map((task) => task.column);
  const naming = namingOf(record);
  const body = [
    `<header><h1>${escapeHtml(study.spec.name)}</h1>${paragraph(`Multi-task report. ${dataset.name}, ${dataset.description.rows} rows; ${sayCount(tasks.length, 'task')}; made ${record.createdAt.slice(0, 16).replace('T', ' ')} UTC by Tandem ${record.versions.version}.`)}</header>`,
    renderVerdict(record),
    section('Differences', renderFigure(buildDifferenceFigure(comparison, tasks, naming))),
    section('Every task, every arm', renderComparisonTable(comparison, naming), 'page'),
    renderOtherArms(record),
    section('Over all tasks', renderDeltaTable(comparison, naming)),
    ...(comparison.choices.length === 0 ? [] : [section('Settled by the runs', renderChoiceTable(comparison, naming))]),
    section('The five questions', renderQuestions(record)),
    section('Methods', paragraph(sayMethods(record))),
    section(
      'What the audit of the data found',
      renderAudit(record.audit, (figure) => renderFigure(figure, narrow)),
    ),
    section('What the design could and could not show', renderDesign(record)),
    renderMethodCards(record),
    section(
      'Replicates and spread',
      renderFigure(buildSeedCloudFigure(comparison, tasks, naming)) + renderSpreadTable(comparison, naming),
    ),
    section('How the tasks interact', renderInteraction(record)),
    section('Why, which rows and which cohorts', renderExplanations(record)),
    section('Learning curves', renderCurves(record, tasks), 'page'),
    section('Left out, and why', renderList(listExclusions(record), 'Nothing was left out.')),
    section('Runs and cost', renderCost(record)),
    section('Settings', renderSettings(record)),
    section('References', renderList(listReferences(record), 'None.')),
  ].join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/><title>${escapeHtml(title)}</title><style>${reportStyle}</style></head>
<body><main>
${body}
</main></body></html>
`;
}

/** Two of these stand beside one another. */
const narrow = { width: 440, height: 190 };

function renderFigure(figure: Figure, size?: { readonly width: number; readonly height: number }): string {
  const subtitle = figure.subtitle === '' ? '' : `<span>${escapeHtml(upperFirst(figure.subtitle))}.</span>`;
  const note = figure.id === 'differences' ? differenceKey : figure.id.startsWith('curve-') ? figure.summary : '';
  return `<figure><figcaption><b>${escapeHtml(figure.title)}</b>${subtitle}</figcaption>${figureToSvg(figure, printPalette, size)}${note === '' ? '' : paragraph(note, 'note')}</figure>`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function renderMethodCards({ study, catalogue }: ReportRecord): string {
  const methods = catalogue.methods.filter((method) => study.spec.arms.some((arm) => arm.method === method.id));
  const samplings = catalogue.samplings.filter((sampling) =>
    study.spec.arms.some((arm) => arm.parameters['sampling.kind'] === sampling.id),
  );
  const alternatives = catalogue.alternatives.filter(({ id }) => study.spec.arms.some((arm) => arm.method === id));
  const losses = catalogue.losses.filter((loss) => study.spec.tasks.some((task) => task.loss === loss.id));
  const card = (name: string, description: string, formula: string, rest: string): string =>
    `<div class="card"><h3>${escapeHtml(name)}</h3>${paragraph(description)}${renderFormula(formula)}${rest === '' ? '' : paragraph(rest, 'note')}</div>`;
  return section(
    'Methods, alternatives and losses that ran',
    [
      ...methods.map((method) => {
        const { backwardPasses } = method.cost;
        const passes = backwardPasses === 'tasks' ? 'one a task' : String(backwardPasses);
        return card(
          method.name,
          method.description,
          method.formula,
          `Scale: ${method.scale} Heads: ${method.headPolicy} Backward passes of the shared part per step: ${passes}.`,
        );
      }),
      ...samplings.map((sampling) => card(`Batches: ${sampling.name}`, sampling.description, sampling.formula, '')),
      ...alternatives.map((alternative) =>
        card(
          `Alternative: ${alternative.name}`,
          alternative.description,
          alternative.formula,
          `Compute: ${alternative.compute}`,
        ),
      ),
      ...losses.map((loss) => {
        const tasks = study.spec.tasks.filter((task) => task.loss === loss.id).map((task) => task.column);
        return card(`Loss: ${loss.name}`, `${loss.description} Of ${sayList(tasks)}.`, loss.formula, '');
      }),
    ].join(''),
  );
}

function renderInteraction(record: ReportRecord): string {
  const { live, comparison, study } = record;
  const naming = namingOf(record);
  const tasks = study.spec.tasks.map((task) => task.column);
  const maps = (live?.gradientCosines ?? []).map((map) => renderFigure(buildCosineFigure(map, naming), narrow));
  const weights = (live?.taskWeights ?? [])
    .filter((entry) => twinTask(entry.arm) === null)
    .map((entry) => renderFigure(buildWeightFigure(entry, tasks, naming), narrow));
  return `${renderCosineTable(comparison, naming)}<div class="pair">${[...maps, ...weights].join('')}</div>`;
}

/** Each task beside its twin: first under the arm of the verdict, then under the others. */
function renderCurves(record: ReportRecord, tasks: readonly string[]): string {
  const curves = record.live?.curves ?? [];
  const naming = namingOf(record);
  const arms = [...new Set(curves.map((curve) => curve.arm))].filter((arm) => twinTask(arm) === null);
  if (arms.length === 0) return paragraph('No curves were recorded.');
  const chosen = record.verdict.overall.arm;
  arms.sort((first, second) => Number(second === chosen) - Number(first === chosen));
  const note =
    'Mean over replicates; the band is from the smallest to the largest validation loss; dashed grey: the single-task twin; dotted: training loss. Losses of regression tasks are on the standardised target.';
  const groups = arms.map((arm) => {
    const own = tasks.filter((task) => curves.some((curve) => curve.task === task && curve.arm === arm));
    const figures = own.map((task) => {
      const figure = buildCurveFigure({ curves, task, arm, taskIndex: tasks.indexOf(task), naming });
      return renderFigure({ ...figure, subtitle: '' }, narrow);
    });
    return `<h3>${escapeHtml(nameOfArm(arm, naming))}</h3><div class="pair">${figures.join('')}</div>`;
  });
  return paragraph(note, 'note') + groups.join('');
}
