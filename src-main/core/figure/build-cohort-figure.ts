import type { ComparisonRow } from '../../contract/comparison.ts';
import type { Figure, Mark } from '../../contract/figure.ts';
import { sayMetric } from '../compare/naming.ts';
import { sayCount } from '../compare/wording.ts';
import { armName, type TaskView } from './task-view.ts';

/** Cohorts that are drawn; the table has them all. */
const mostDrawn = 15;

interface DrawnCohort {
  readonly column: string;
  readonly level: string;
  readonly rows: number;
  readonly comparison: ComparisonRow;
}

/** The difference between arm and twin within each cohort, the largest loss at the top; dotted: over all rows. */
export function buildCohortFigure(
  view: TaskView,
  cohorts: readonly DrawnCohort[],
  { metric, whole }: { readonly metric: string; readonly whole: number | null },
): Figure | null {
  const known = cohorts.filter(({ comparison }) => comparison.difference !== null);
  const drawn = known.slice(0, mostDrawn);
  if (drawn.length === 0) return null;
  const marks = drawn.map(({ column, level, comparison }, y): Mark => {
    const x = comparison.difference ?? 0;
    const [low, high] = comparison.ci95 ?? [x, x];
    const shape = comparison.reading === 'better' ? 'circle' : comparison.reading === 'worse' ? 'square' : 'open';
    return { kind: 'interval', label: `${column} ${level}`, task: view.index, shape, y, x, low, high };
  });
  const all: Mark[] =
    whole === null
      ? []
      : [
          {
            kind: 'line',
            label: 'all rows',
            task: null,
            dash: 'dot',
            points: [
              [whole, -0.5],
              [whole, drawn.length - 0.5],
            ],
          },
        ];
  const worse = known.filter(({ comparison }) => comparison.reading === 'worse').length;
  const better = known.filter(({ comparison }) => comparison.reading === 'better').length;
  const name = sayMetric(metric, view.naming ?? {});
  return {
    id: `cohorts-${view.task}`,
    title: 'Cohorts',
    subtitle: `${armName(view)} less twin in ${name}, positive is better; 95 % interval of each cohort alone; square: worse, circle: better, open: neither${whole === null ? '' : ', dotted: all rows'}${known.length > drawn.length ? `; the ${drawn.length} with the largest loss of ${known.length}` : ''}`,
    summary: `Of ${sayCount(known.length, 'cohort')}, ${worse} worse than the twin, ${better} better, ${known.length - worse - better} without evidence of a difference, after Holm’s adjustment.`,
    x: { title: `Difference in ${name}`, kind: 'linear', categories: [], range: rangeOf(marks) },
    y: {
      title: 'Cohort',
      kind: 'category',
      categories: drawn.map(({ column, level }) => `${column} ${level}`),
      range: null,
    },
    zeroLine: true,
    marks: [...all, ...marks],
    table: {
      columns: ['Input', 'Cohort', 'Test rows, mean', 'Twin', 'Arm', 'Difference', 'Low', 'High', 'Holm p', 'Reading'],
      rows: cohorts.map(({ column, level, rows, comparison }) => [
        column,
        level,
        rows,
        comparison.baselineMean,
        comparison.mean,
        comparison.difference,
        comparison.ci95?.[0] ?? null,
        comparison.ci95?.[1] ?? null,
        comparison.pHolm,
        comparison.reading,
      ]),
    },
  };
}

function rangeOf(marks: readonly Mark[]): [number, number] {
  const ends = marks.flatMap((mark) => (mark.kind === 'interval' ? [mark.low, mark.high] : []));
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const air = 0.06 * (high - low || 1);
  return [low - air, high + air];
}
