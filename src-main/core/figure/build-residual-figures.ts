import type { Figure, Mark } from '../../contract/figure.ts';
import type { ResidualSummary } from '../../contract/explain.ts';
import { formatNumber } from '../compare/wording.ts';
import { armName, twinName, type TaskView } from './task-view.ts';

interface Prediction {
  readonly row: number;
  readonly split: number;
  readonly seed: number;
  readonly observed: number;
  readonly twin: number;
  readonly arm: number;
}

interface Both<Value> {
  readonly twin: Value;
  readonly arm: Value;
}

type Range = [number, number];

/** Predicted against observed, for twin and arm on the same axes; the diagonal is what is wanted. */
export function buildObservedFigures(view: TaskView, shown: readonly Prediction[]): Both<Figure> {
  const range = rangeOf(shown.flatMap(({ observed, twin, arm }) => [observed, twin, arm]));
  return forBoth((side) => {
    const points = shown.map((row): [number, number] => [row.observed, row[side]]);
    return scatter(view, side, shown, {
      id: `observed-${side}-${view.task}`,
      title: `Predicted against observed, ${side}`,
      x: `Observed ${view.task}`,
      y: 'Predicted',
      xRange: range,
      yRange: range,
      wanted: [
        [range[0], range[0]],
        [range[1], range[1]],
      ],
      points,
    });
  });
}

/** Residuals against predictions, for twin and arm on the same axes; a pattern says that something was not learned. */
export function buildResidualFigures(view: TaskView, shown: readonly Prediction[]): Both<Figure> {
  const xRange = rangeOf(shown.flatMap(({ twin, arm }) => [twin, arm]));
  const yRange = rangeOf(shown.flatMap(({ observed, twin, arm }) => [observed - twin, observed - arm, 0]));
  return forBoth((side) =>
    scatter(view, side, shown, {
      id: `residual-${side}-${view.task}`,
      title: `Residuals, ${side}`,
      x: `Predicted ${view.task}`,
      y: 'Observed less predicted',
      xRange,
      yRange,
      wanted: [
        [xRange[0], 0],
        [xRange[1], 0],
      ],
      points: shown.map((row): [number, number] => [row[side], row.observed - row[side]]),
    }),
  );
}

/** How residuals are spread, twin and arm in the same bins. */
export function buildResidualDistributionFigure(
  view: TaskView,
  histogram: Both<readonly number[]> & { readonly edges: readonly number[] },
  summaries: Both<ResidualSummary>,
): Figure {
  const { edges } = histogram;
  const steps = (shares: readonly number[]): [number, number][] => [
    [edges[0] as number, 0],
    ...shares.flatMap((share, bin): [number, number][] => [
      [edges[bin] as number, share],
      [edges[bin + 1] as number, share],
    ]),
    [edges.at(-1) as number, 0],
  ];
  const said = (['twin', 'arm'] as const).map((side) => {
    const { median, low, high } = summaries[side];
    return `${nameOf(view, side)}: median ${formatNumber(median)}, 90 % of them from ${formatNumber(low)} to ${formatNumber(high)}`;
  });
  return {
    id: `residual-distribution-${view.task}`,
    title: 'Distribution of residuals',
    subtitle: `${view.task}, original units, ${armName(view)} beside the twin; what lies beyond the ends is in the outer bins; ${view.basis}`,
    summary: `Observed less predicted. ${said.join('; ')}.`,
    x: { title: `Observed less predicted ${view.task}`, kind: 'linear', categories: [], range: null },
    y: { title: 'Share of rows', kind: 'linear', categories: [], range: null },
    zeroLine: true,
    marks: [
      { kind: 'line', label: 'twin', task: null, dash: 'dash', points: steps(histogram.twin) },
      { kind: 'line', label: 'arm', task: view.index, dash: 'solid', points: steps(histogram.arm) },
    ],
    table: {
      columns: ['From', 'To', `${twinName}, share`, `${armName(view)}, share`],
      rows: histogram.twin.map((share, bin) => [
        edges[bin] as number,
        edges[bin + 1] as number,
        share,
        histogram.arm[bin] as number,
      ]),
    },
  };
}

interface Scatter {
  readonly id: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly xRange: Range;
  readonly yRange: Range;
  readonly wanted: [number, number][];
  readonly points: [number, number][];
}

function scatter(view: TaskView, side: 'twin' | 'arm', shown: readonly Prediction[], of: Scatter): Figure {
  const isTwin = side === 'twin';
  const wanted: Mark = { kind: 'line', label: 'wanted', task: null, dash: 'dot', points: of.wanted };
  const points: Mark = {
    kind: 'points',
    label: nameOf(view, side),
    task: isTwin ? null : view.index,
    shape: isTwin ? 'open' : 'circle',
    points: of.points,
  };
  return {
    id: of.id,
    title: of.title,
    subtitle: `${isTwin ? '' : `${nameOf(view, side)}; `}${view.task}, original units; ${view.basis}`,
    summary: `${shown.length} predictions of ${nameOf(view, side)}; the same rows are shown for the other side, on the same axes.`,
    x: { title: of.x, kind: 'linear', categories: [], range: of.xRange },
    y: { title: of.y, kind: 'linear', categories: [], range: of.yRange },
    zeroLine: false,
    marks: [wanted, points],
    table: {
      columns: ['Row', 'Split', 'Seed', 'Observed', 'Predicted', 'Residual'],
      rows: shown.map((row) => [
        row.row + 1,
        row.split + 1,
        row.seed + 1,
        row.observed,
        row[side],
        row.observed - row[side],
      ]),
    },
  };
}

function nameOf(view: TaskView, side: 'twin' | 'arm'): string {
  return side === 'twin' ? twinName : armName(view);
}

function forBoth<Value>(make: (side: 'twin' | 'arm') => Value): Both<Value> {
  return { twin: make('twin'), arm: make('arm') };
}

/** From the least to the largest, with a little air. */
function rangeOf(values: readonly number[]): Range {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (values.length === 0) return [0, 1];
  const air = 0.04 * (high - low) || Math.abs(high) * 0.1 || 1;
  return [low - air, high + air];
}
