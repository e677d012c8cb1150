import type { Figure, Mark } from '../../contract/figure.ts';
import { nameOfArm, sayArm, sayMetric, type Naming } from '../compare/naming.ts';
import type { Aim, TradeOff, TradeOffPoint } from '../compare/trade-off.ts';
import { sayList } from '../compare/wording.ts';

/**
 * Arms in the plane of two tasks: the Pareto front by means as a line, arms on it filled, the pair of twins as a square.
 * Means alone decide: whether two arms differ is what the table of comparisons says.
 */
export function buildTradeOffFigure(
  aims: readonly [Aim, Aim],
  { points, twins }: TradeOff,
  naming: Naming = {},
): Figure {
  const front = points.filter((point) => point.onFront).toSorted((first, second) => first.x - second.x);
  const marks: Mark[] = [
    ...(front.length > 1
      ? [
          {
            kind: 'line' as const,
            label: 'front',
            task: null,
            dash: 'dot' as const,
            points: front.map(({ x, y }): [number, number] => [x, y]),
          },
        ]
      : []),
    ...points.map((point) => pointMark(point, naming)),
    ...(twins === null
      ? []
      : [
          {
            kind: 'points' as const,
            label: 'single-task twins',
            task: null,
            shape: 'square' as const,
            text: true as const,
            points: [[twins.x, twins.y] as [number, number]],
          },
        ]),
  ];
  const titles = aims.map(({ task, metric }) => `${task}, ${sayMetric(metric, naming)} ${arrow(metric, naming)}`);
  return {
    id: 'trade-off',
    title: 'What one task costs another',
    subtitle:
      'mean over all splits and seeds; filled: on the Pareto front by these means; square: one model for each task',
    summary:
      front.length === 0
        ? 'No arm has both metrics.'
        : `On the front of ${aims[0].task} and ${aims[1].task}, by means: ${sayList(front.map(({ arm }) => sayArm(arm, naming)))}. Means alone do not show a difference.`,
    x: { title: titles[0] ?? '', kind: 'linear', categories: [], range: null },
    y: { title: titles[1] ?? '', kind: 'linear', categories: [], range: null },
    zeroLine: false,
    marks,
    table: {
      columns: ['Arm', titles[0] ?? '', titles[1] ?? '', 'On the front'],
      rows: [
        ...points.map(({ arm, x, y, onFront }) => [nameOfArm(arm, naming), x, y, onFront ? 'yes' : 'no']),
        ...(twins === null ? [] : [['single-task twins', twins.x, twins.y, null]]),
      ],
    },
  };
}

function pointMark({ arm, x, y, onFront }: TradeOffPoint, naming: Naming): Mark {
  const shape = onFront ? 'circle' : 'open';
  return { kind: 'points', label: nameOfArm(arm, naming), task: 0, shape, text: true, points: [[x, y]] };
}

function arrow(metric: string, naming: Naming): string {
  const higher = naming.directions?.(metric)?.higherIsBetter;
  return higher === undefined ? '' : higher ? '↑' : '↓';
}
