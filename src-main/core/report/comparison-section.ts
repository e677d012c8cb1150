import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import { nameOfArm, type Naming } from '../compare/naming.ts';
import {
  formatFixed,
  formatInterval,
  formatNumber,
  formatP,
  formatSigned,
  decimalsFor,
  sayCount,
  trimZeros,
} from '../compare/wording.ts';
import { escapeHtml, paragraph, renderTable, type Cell, type TableGroup } from './html.ts';
import { nameOfMetric } from './naming.ts';
import { readingChip } from './verdict-section.ts';

export const dash = '–';

/** Every task and arm: what the verdict rests on. */
export function renderComparisonTable(comparison: Comparison, naming: Naming): string {
  const { design, rows } = comparison;
  const keys = [...new Set(rows.map((row) => JSON.stringify([row.task, row.metric])))];
  const groups = keys.map((key): TableGroup => {
    const own = rows.filter((row) => JSON.stringify([row.task, row.metric]) === key);
    const first = own[0] as ComparisonRow;
    const metric = naming.directions?.(first.metric);
    const arrow = metric === undefined ? '' : metric.higherIsBetter ? ' ↑ higher is better' : ' ↓ lower is better';
    return {
      heading: `${first.task}: ${nameOfMetric(first.metric, naming)}${arrow}, ROPE ±${trimZeros(formatNumber(first.rope))}`,
      rows: [
        { cells: baselineCells(first, naming), className: 'base' },
        ...own.map((row) => ({ cells: rowCells(row, own, naming) })),
      ],
    };
  });
  const table = renderTable({
    caption: `Every task, every arm: ${sayCount(design.splits, 'split')} × ${sayCount(design.seeds, 'seed')}, test rows only`,
    columns: [
      'Arm',
      'Mean',
      'SD',
      'Difference',
      '95 % interval',
      '%',
      { markup: 'd<sub>z</sub>' },
      'Cliff’s δ',
      { markup: 'P better/<wbr/>equal/<wbr/>worse' },
      'p',
      `Holm p, m = ${design.family}`,
      'W/T/L',
      'Reading',
    ],
    groups,
    textColumns: [12],
    className: 'numbers',
  });
  const reasons = rows.flatMap((row) =>
    row.reason === null ? [] : [`${row.task}, ${nameOfArm(row.arm, naming)}: ${row.reason}.`],
  );
  return `<div class="scroll">${table}</div>${paragraph(design.footnote, 'note')}${reasons.length === 0 ? '' : paragraph(`${dash}: ${reasons.join(' ')}`, 'note')}`;
}

function baselineCells(row: ComparisonRow, naming: Naming): Cell[] {
  const blanks = Array.from({ length: 9 }, () => dash);
  return [nameOfArm(row.baseline, naming), say(row.baselineMean), say(row.baselineSd), ...blanks, 'baseline'];
}

/** Bold: every arm that reads better, or, where none does, every arm not shown worse. */
function rowCells(row: ComparisonRow, group: readonly ComparisonRow[], naming: Naming): Cell[] {
  const anyBetter = group.some((other) => other.reading === 'better');
  const isBest = anyBetter ? row.reading === 'better' : row.reading !== 'worse';
  const decimals = row.ci95 === null ? 3 : decimalsFor((row.ci95[1] - row.ci95[0]) / 2);
  return [
    nameOfArm(row.arm, naming),
    isBest ? { markup: `<span class="best">${escapeHtml(say(row.mean))}</span>` } : say(row.mean),
    say(row.sd),
    row.difference === null ? dash : formatSigned(row.difference, decimals),
    row.ci95 === null ? dash : formatInterval(row.ci95, decimals),
    row.relativePercent === null ? dash : formatSigned(row.relativePercent, 1),
    row.dz === null ? dash : formatFixed(row.dz, 2),
    row.cliffsDelta === null ? dash : formatFixed(row.cliffsDelta, 2),
    row.pBetter === null || row.pEqual === null || row.pWorse === null
      ? dash
      : [row.pBetter, row.pEqual, row.pWorse].map((value) => formatFixed(value, 2)).join('/'),
    row.p === null ? dash : formatP(row.p),
    row.pHolm === null ? dash : formatP(row.pHolm),
    `${row.wins}/${row.ties}/${row.losses}`,
    readingChip(row.reading),
  ];
}

export function say(value: number | null): string {
  return value === null ? dash : formatNumber(value);
}

export function renderDeltaTable(comparison: Comparison, naming: Naming): string {
  if (comparison.deltaMtl.length === 0) return paragraph('No multi-task arm has finished runs.');
  const percent = (value: number | null): string => (value === null ? dash : formatSigned(value, 2));
  const table = renderTable({
    caption:
      'Delta-MTL: mean relative change against the baselines in percent, positive is better; corrected 95 % intervals',
    columns: [
      'Arm',
      'Task-averaged',
      '95 % interval',
      'Metric-flat',
      '95 % interval',
      'Worst task',
      'Tasks below 0',
      'Mean rank',
    ],
    groups: [
      {
        heading: null,
        rows: comparison.deltaMtl.map((delta) => ({
          cells: [
            nameOfArm(delta.arm, naming),
            percent(delta.taskAveraged),
            delta.ci95 === null ? dash : formatInterval(delta.ci95, 2),
            percent(delta.metricFlat),
            delta.metricFlatCi95 === null ? dash : formatInterval(delta.metricFlatCi95, 2),
            delta.worstTask === null ? dash : `${delta.worstTask.task} ${formatSigned(delta.worstTask.percent, 2)}`,
            String(delta.tasksBelowZero),
            delta.meanRank === null ? dash : formatFixed(delta.meanRank, 2),
          ],
        })),
      },
    ],
  });
  const excluded = comparison.deltaMtl.flatMap((delta) =>
    delta.excluded.map((entry) => `${nameOfArm(delta.arm, naming)}: ${entry}`),
  );
  return `${table}${paragraph(excluded.length === 0 ? 'Nothing was left out of Delta-MTL.' : `Left out of Delta-MTL: ${excluded.join('; ')}.`, 'note')}`;
}

export function renderSpreadTable(comparison: Comparison, naming: Naming): string {
  return renderTable({
    caption: 'Spread: standard deviation between retrains of one split (mean over splits) and between splits',
    columns: ['Arm', 'Task', 'Metric', 'SD over seeds', 'SD over splits'],
    textColumns: [1, 2],
    groups: [
      {
        heading: null,
        rows: comparison.spread.map((entry) => ({
          cells: [
            nameOfArm(entry.arm, naming),
            entry.task,
            nameOfMetric(entry.metric, naming),
            say(entry.sdOverSeeds),
            say(entry.sdOverSplits),
          ],
        })),
      },
    ],
  });
}

export function renderCosineTable(comparison: Comparison, naming: Naming): string {
  if (comparison.gradientCosines.length === 0) return paragraph('No gradient cosines were recorded.');
  return renderTable({
    caption: 'Gradient cosines per task pair, over replicates and epochs',
    columns: ['Arm', 'Task', 'Task', 'Mean cosine', 'Epochs in conflict, %'],
    textColumns: [1, 2],
    groups: [
      {
        heading: null,
        rows: comparison.gradientCosines.map((pair) => ({
          cells: [
            nameOfArm(pair.arm, naming),
            pair.taskA,
            pair.taskB,
            formatFixed(pair.mean, 2),
            formatFixed(100 * pair.conflictRate, 0),
          ],
        })),
      },
    ],
  });
}
