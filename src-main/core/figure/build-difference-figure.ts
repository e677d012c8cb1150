import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import type { Figure, Mark } from '../../contract/figure.ts';
import { isTwin } from '../compare/resolve.ts';
import { sayCount, sayList } from '../compare/wording.ts';
import { findDifferenceScale, type DifferenceScale } from './difference-scale.ts';

/**
 * The forest plot: each arm's mean difference to its baseline with the corrected 95 % interval, tasks in the order given.
 * Circle: better; square: worse; open: neither. The zone is the region of practical equivalence. The table is always in
 * metric units.
 */
export function buildDifferenceFigure(comparison: Comparison, tasks: readonly string[]): Figure {
  const rows = tasks.flatMap((task) => comparison.rows.filter((row) => row.task === task && row.difference !== null));
  const scale = findDifferenceScale(rows);
  const severalMetrics = tasks.some(
    (task) => new Set(rows.filter((row) => row.task === task).map((row) => row.metric)).size > 1,
  );
  const baseline = rows.every((row) => isTwin(row.baseline))
    ? 'the single-task twin'
    : sayList([...new Set(rows.map((row) => row.baseline))]);
  const zone: Mark[] =
    scale.zone === null
      ? []
      : [{ kind: 'zone', label: 'Practically equal (ROPE)', axis: 'x', low: -scale.zone, high: scale.zone }];
  const marks = [...zone, ...rows.map((row, y) => intervalMark(row, y, tasks.indexOf(row.task), scale))];
  return {
    id: 'differences',
    title: `Difference to ${baseline}`,
    subtitle: `Mean and corrected 95 % interval, ${scale.subtitle}; band: practically equal (ROPE). Circle: better, square: worse, open: neither`,
    summary: summarize(rows, baseline),
    x: {
      title: scale.title,
      kind: 'linear',
      categories: [],
      range: rangeOf(marks),
    },
    y: {
      title: 'Task and arm',
      kind: 'category',
      categories: rows.map((row) => `${row.task}${severalMetrics ? ` ${row.metric}` : ''} · ${row.arm}`),
      range: null,
    },
    zeroLine: true,
    marks,
    table: {
      columns: ['Task', 'Arm', 'Baseline', 'Metric', 'Difference', 'Low', 'High', 'ROPE', 'Holm p', 'Reading'],
      rows: rows.map((row) => [
        row.task,
        row.arm,
        row.baseline,
        row.metric,
        row.difference,
        row.ci95?.[0] ?? null,
        row.ci95?.[1] ?? null,
        row.rope,
        row.pHolm,
        row.reading,
      ]),
    },
  };
}

function intervalMark(row: ComparisonRow, y: number, task: number, scale: DifferenceScale): Mark {
  const unit = scale.unitOf(row);
  const difference = row.difference ?? 0;
  const shape = row.reading === 'better' ? 'circle' : row.reading === 'worse' ? 'square' : 'open';
  const [low, high] = row.ci95 ?? [difference, difference];
  const label = `${row.task} · ${row.arm}: ${row.reading}`;
  return { kind: 'interval', label, task, shape, y, x: difference / unit, low: low / unit, high: high / unit };
}

function rangeOf(marks: readonly Mark[]): [number, number] | null {
  const ends = marks.flatMap((mark) => (mark.kind === 'interval' || mark.kind === 'zone' ? [mark.low, mark.high] : []));
  if (ends.length === 0) return null;
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const margin = 0.06 * (high - low || 1);
  return [low - margin, high + margin];
}

function summarize(rows: readonly ComparisonRow[], baseline: string): string {
  if (rows.length === 0) return 'No difference can be shown: no arm has a pair of defined values.';
  const better = rows.filter((row) => row.reading === 'better').length;
  const worse = rows.filter((row) => row.reading === 'worse').length;
  const rest = rows.length - better - worse;
  return `Of ${sayCount(rows.length, 'comparison')} with ${baseline}, ${better} better, ${worse} worse, ${rest} neither. ${rows.map((row) => row.sentence).join(' ')}`;
}
