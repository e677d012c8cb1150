import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import type { Figure, Mark } from '../../contract/figure.ts';
import { isTwin, nameOfArm, sayArm, type Naming } from '../compare/naming.ts';
import { readingWords } from '../compare/reading.ts';
import { sayCount, sayList } from '../compare/wording.ts';
import { findDifferenceScale, type DifferenceScale } from './difference-scale.ts';

/**
 * The forest plot: each arm's mean difference to its baseline with the corrected 95 % interval, tasks in the order given.
 * Circle: better; square: worse; open: neither. The zone is the region of practical equivalence. The table is always in
 * metric units.
 */
export function buildDifferenceFigure(comparison: Comparison, tasks: readonly string[], naming: Naming = {}): Figure {
  const rows = tasks.flatMap((task) => comparison.rows.filter((row) => row.task === task && row.difference !== null));
  const scale = findDifferenceScale(rows);
  const severalMetrics = tasks.some(
    (task) => new Set(rows.filter((row) => row.task === task).map((row) => row.metric)).size > 1,
  );
  const baseline = rows.every((row) => isTwin(row.baseline))
    ? 'the single-task twin'
    : sayList([...new Set(rows.map((row) => sayArm(row.baseline, naming)))]);
  const zone: Mark[] =
    scale.zone === null
      ? []
      : [{ kind: 'zone', label: 'Practically equal (ROPE)', axis: 'x', low: -scale.zone, high: scale.zone }];
  const marks = [
    ...zone,
    ...rows.map((row, y) => intervalMark(row, y, { task: tasks.indexOf(row.task), scale, naming })),
  ];
  return {
    id: 'differences',
    title: `Difference to ${baseline}`,
    subtitle: `mean and corrected 95 % interval, ${scale.subtitle}`,
    summary: `${summarize(rows, baseline)} ${differenceKey}`,
    x: {
      title: scale.title,
      kind: 'linear',
      categories: [],
      range: rangeOf(marks),
    },
    y: {
      title: 'Task and arm',
      kind: 'category',
      categories: rows.map(
        (row) => `${row.task}${severalMetrics ? ` ${row.metric}` : ''} · ${nameOfArm(row.arm, naming)}`,
      ),
      range: null,
    },
    zeroLine: true,
    marks,
    table: {
      columns: ['Task', 'Arm', 'Baseline', 'Metric', 'Difference', 'Low', 'High', 'ROPE', 'Holm p', 'Reading'],
      rows: rows.map((row) => [
        row.task,
        nameOfArm(row.arm, naming),
        nameOfArm(row.baseline, naming),
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

/** What the shapes mean, for beneath the figure. */
export const differenceKey = 'Circle: better; square: worse; open circle: neither; band: practically equal (ROPE).';

function intervalMark(
  row: ComparisonRow,
  y: number,
  { task, scale, naming }: { task: number; scale: DifferenceScale; naming: Naming },
): Mark {
  const unit = scale.unitOf(row);
  const difference = row.difference ?? 0;
  const shape = row.reading === 'better' ? 'circle' : row.reading === 'worse' ? 'square' : 'open';
  const [low, high] = row.ci95 ?? [difference, difference];
  const label = `${row.task} · ${nameOfArm(row.arm, naming)}: ${readingWords[row.reading]}`;
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
