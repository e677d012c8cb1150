import { twinId } from '../../src-main/contract/arm.ts';
import type { Figure, Mark } from '../../src-main/contract/figure.ts';
import type { BandSeries, Curve, LiveStudy } from '../../src-main/contract/live.ts';

export type CurvePart = 'validation' | 'train';

interface CurveFigureOptions {
  readonly task: string;
  readonly taskIndex: number;
  /** The arms shown beside the twin; bands only where there is one. */
  readonly arms: readonly string[];
  readonly part: CurvePart;
  /** What the loss is, for the axis. */
  readonly lossName: string;
  readonly nameOf: (arm: string) => string;
  /** What stands at the end of an arm's line. */
  readonly labelOf: (arm: string) => string;
  readonly formatValue: (value: number) => string;
}

const dashes = ['solid', 'dash', 'dashdot', 'dot'] as const;

/** A task's loss over epochs under the chosen arms, beside its single-task twin: mean over replicates, band from least to largest. */
export function curveFigure(live: LiveStudy, options: CurveFigureOptions): Figure {
  const { task, part } = options;
  const twin = findCurve(live, task, twinId(task));
  const curves = options.arms.map((arm) => findCurve(live, task, arm)).filter((curve) => curve !== null);
  const marks: Mark[] = [];
  const withBand = curves.length === 1;
  if (twin !== null) marks.push(...seriesMarks(twin[part], null, 'dash', 'twin', true, options));
  curves.forEach((curve, index) => {
    const dash = dashes[index % dashes.length] ?? 'solid';
    marks.push(...seriesMarks(curve[part], options.taskIndex, dash, options.labelOf(curve.arm), withBand, options));
  });
  const shown = twin === null ? curves : [twin, ...curves];
  return {
    id: `${task}-${part}-loss`,
    title: task,
    subtitle: `${part} loss, mean and range over replicates`,
    summary: curveSummary(shown, options),
    x: { title: 'epoch', kind: 'linear', categories: [], range: [0, Math.max(1, live.epochs)] },
    y: { title: options.lossName, kind: 'linear', categories: [], range: null },
    zeroLine: false,
    marks,
    table: curveTable(shown, options),
  };
}

function findCurve(live: LiveStudy, task: string, arm: string): Curve | null {
  return live.curves.find((curve) => curve.task === task && curve.arm === arm) ?? null;
}

function seriesMarks(
  series: BandSeries,
  task: number | null,
  dash: 'solid' | 'dash' | 'dot' | 'dashdot',
  name: string,
  withBand: boolean,
  options: CurveFigureOptions,
): readonly Mark[] {
  const points = presentPoints(series);
  const last = points.at(-1);
  const label = last === undefined ? name : `${name} ${options.formatValue(last[1])}`;
  const line: Mark = { kind: 'line', label, task, dash, points };
  const band = withBand ? bandMark(series, task, name) : null;
  return band === null ? [line] : [band, line];
}

function presentPoints(series: BandSeries): [number, number][] {
  const points: [number, number][] = [];
  series.epochs.forEach((epoch, index) => {
    const value = series.mean[index];
    if (value !== null && value !== undefined) points.push([epoch, value]);
  });
  return points;
}

function bandMark(series: BandSeries, task: number | null, label: string): Mark | null {
  const x: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  series.epochs.forEach((epoch, index) => {
    const least = series.low[index];
    const most = series.high[index];
    if (least === null || least === undefined || most === null || most === undefined) return;
    x.push(epoch);
    low.push(least);
    high.push(most);
  });
  return x.length === 0 ? null : { kind: 'band', label: `${label}, range`, task, x, low, high };
}

function curveSummary(curves: readonly Curve[], options: CurveFigureOptions): string {
  const ends = curves.map((curve) => {
    const last = presentPoints(curve[options.part]).at(-1);
    const name = curve.arm === twinId(options.task) ? 'single-task twin' : options.nameOf(curve.arm);
    return last === undefined ? `${name} not begun` : `${name} ${options.formatValue(last[1])} at epoch ${last[0]}`;
  });
  return `${options.part} loss: ${ends.join('; ')}.`;
}

function curveTable(curves: readonly Curve[], options: CurveFigureOptions): Figure['table'] {
  const names = curves.map((curve) =>
    curve.arm === twinId(options.task) ? 'single-task twin' : options.nameOf(curve.arm),
  );
  const byEpoch = new Map<number, (number | null)[]>();
  curves.forEach((curve, column) => {
    const series = curve[options.part];
    series.epochs.forEach((epoch, index) => {
      const row = byEpoch.get(epoch) ?? curves.map(() => null);
      row[column] = series.mean[index] ?? null;
      byEpoch.set(epoch, row);
    });
  });
  const rows = [...byEpoch].sort(([a], [b]) => a - b).map(([epoch, values]) => [epoch, ...values]);
  return { columns: ['epoch', ...names], rows };
}

/** The task weights of one arm over epochs, as they were applied. */
export function weightFigure(
  live: LiveStudy,
  arm: string,
  name: string,
  taskIndex: (task: string) => number,
): Figure | null {
  const weights = live.taskWeights.find((entry) => entry.arm === arm);
  if (weights === undefined || weights.epochs.length === 0) return null;
  const marks: Mark[] = weights.tasks.map((task, row) => {
    const points: [number, number][] = [];
    weights.epochs.forEach((epoch, index) => {
      const value = weights.values[row]?.[index];
      if (value !== null && value !== undefined) points.push([epoch, value]);
    });
    return { kind: 'line', label: task, task: taskIndex(task), dash: 'solid', points };
  });
  const rows = weights.epochs.map((epoch, index) => [epoch, ...weights.values.map((values) => values[index] ?? null)]);
  return {
    id: 'task-weights',
    title: 'Task weights',
    subtitle: name,
    summary: `Task weights as applied, mean over replicates, over ${weights.epochs.length} epochs.`,
    x: { title: 'epoch', kind: 'linear', categories: [], range: [0, Math.max(1, live.epochs)] },
    y: { title: '', kind: 'linear', categories: [], range: weightRange(marks) },
    zeroLine: false,
    marks,
    table: { columns: ['epoch', ...weights.tasks], rows },
  };
}

/** From zero to somewhat above the largest weight, so that a constant weight is a line and not a magnified wobble. */
function weightRange(marks: readonly Mark[]): [number, number] {
  let largest = 0;
  let least = 0;
  for (const mark of marks) {
    if (mark.kind !== 'line') continue;
    for (const [, value] of mark.points) {
      largest = Math.max(largest, value);
      least = Math.min(least, value);
    }
  }
  return [least * 1.1, largest > 0 ? largest * 1.15 : 1];
}
