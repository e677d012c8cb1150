import type { CurveArea } from '../../contract/explain.ts';
import type { Figure, Mark } from '../../contract/figure.ts';
import { formatFixed } from '../compare/wording.ts';
import { armName, twinName, type TaskView } from './task-view.ts';

interface AveragedCurve {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

interface SideCurve {
  readonly curve: AveragedCurve | null;
  readonly area: CurveArea;
}

export interface SideCurves {
  readonly twin: SideCurve;
  readonly arm: SideCurve;
}

/** ROC curves of twin and arm, mean over replicates with the range; the diagonal is guessing. */
export function buildRocFigure(view: TaskView, positive: string, curves: SideCurves): Figure {
  return curveFigure(view, curves, {
    id: `roc-${view.task}`,
    title: 'ROC',
    positive,
    area: 'area under the curve',
    x: 'False positive rate',
    y: 'True positive rate',
    chance: [
      [0, 0],
      [1, 1],
    ],
    from: [0, 0],
  });
}

/** Precision-recall curves of twin and arm; the level line is the share of rows of the class, which guessing has. */
export function buildPrecisionRecallFigure(
  view: TaskView,
  positive: string,
  curves: SideCurves,
  prevalence: number,
): Figure {
  return curveFigure(view, curves, {
    id: `precision-recall-${view.task}`,
    title: 'Precision and recall',
    positive,
    area: 'average precision',
    x: 'Recall',
    y: 'Precision',
    chance: [
      [0, prevalence],
      [1, prevalence],
    ],
    from: null,
  });
}

interface CurveKind {
  readonly id: string;
  readonly title: string;
  readonly positive: string;
  readonly area: string;
  readonly x: string;
  readonly y: string;
  readonly chance: [number, number][];
  /** Where every curve begins, where that is known. */
  readonly from: readonly [number, number] | null;
}

function curveFigure(view: TaskView, curves: SideCurves, kind: CurveKind): Figure {
  const arm = armName(view);
  const sides = [
    { name: twinName, label: 'twin', side: curves.twin, task: null, dash: 'dash' as const },
    { name: arm, label: 'arm', side: curves.arm, task: view.index, dash: 'solid' as const },
  ];
  const marks = sides.flatMap(({ label, side: { curve }, task, dash }): Mark[] => {
    if (curve === null) return [];
    const line = curve.x.map((x, place): [number, number] => [x, curve.mean[place] as number]);
    const points: [number, number][] = kind.from === null ? line : [[kind.from[0], kind.from[1]], ...line];
    const band = { x: [...curve.x], low: [...curve.low], high: [...curve.high] };
    return [
      { kind: 'band', label: `${label}, range over replicates`, task, ...band },
      { kind: 'line', label, task, dash, points },
    ];
  });
  const said = sides.map(({ name, side }) => `${name} ${sayArea(side.area)}`);
  return {
    id: kind.id,
    title: kind.title,
    subtitle: `‘${kind.positive}’ against the rest, ${arm} beside the twin; mean and range over ${view.basis}`,
    summary:
      marks.length === 0
        ? `No replicate has rows of ‘${kind.positive}’ and of another class.`
        : `${kind.area.charAt(0).toUpperCase()}${kind.area.slice(1)} for ‘${kind.positive}’: ${said.join('; ')}.`,
    x: { title: kind.x, kind: 'linear', categories: [], range: [0, 1] },
    y: { title: kind.y, kind: 'linear', categories: [], range: [0, 1.02] },
    zeroLine: false,
    marks:
      marks.length === 0
        ? []
        : [{ kind: 'line', label: 'guessing', task: null, dash: 'dot', points: kind.chance }, ...marks],
    table: {
      columns: [kind.x, ...[twinName, arm].flatMap((name) => [`${name}, mean`, `${name}, low`, `${name}, high`])],
      rows:
        (curves.twin.curve ?? curves.arm.curve)?.x.map((x, place) => [
          x,
          ...cells(curves.twin, place),
          ...cells(curves.arm, place),
        ]) ?? [],
    },
  };
}

function cells({ curve }: SideCurve, place: number): (number | null)[] {
  return [curve?.mean[place] ?? null, curve?.low[place] ?? null, curve?.high[place] ?? null];
}

/** `0.912 (0.880 to 0.931)`, or a dash. */
export function sayArea({ mean, low, high, replicates }: CurveArea): string {
  if (mean === null || low === null || high === null) return 'not defined';
  return replicates < 2
    ? formatFixed(mean, 3)
    : `${formatFixed(mean, 3)} (${formatFixed(low, 3)} to ${formatFixed(high, 3)})`;
}
