import type { Figure, Mark } from '../../src-main/contract/figure.ts';
import type { LiveStudy } from '../../src-main/contract/live.ts';

type Point = [number, number];

/** Residuals of this size are those of numbers with 24 binary digits. */
const rounding = 1e-8;
/** A solver that is done should look done. */
const leastTop = 1e-3;

/**
 * What the solver of an arm's method left undone, over epochs: mean and range over replicates, on a logarithmic axis that begins at
 * the size of rounding. Null where the method solves nothing by iteration, or before its first epoch.
 */
export function residualFigure(live: LiveStudy, arm: string, name: string): Figure | null {
  const series = live.residuals.find((entry) => entry.arm === arm)?.series;
  if (series === undefined) return null;
  const points = presentPoints(series.epochs, series.mean);
  const last = points.at(-1);
  if (last === undefined) return null;
  const { x, low, high } = presentBand(series);
  const band: Mark = { kind: 'band', label: 'range', task: null, x, low: low.map(drawn), high: high.map(drawn) };
  const line: Mark = {
    ...{ kind: 'line', label: 'mean', task: null, dash: 'solid' },
    points: points.map(([epoch, value]): Point => [epoch, drawn(value)]),
  };
  return {
    id: 'solver-residual',
    title: 'Solver residual',
    subtitle: name,
    summary: `What the solver of ${name} left undone, mean over replicates: ${last[1].toPrecision(2)} at epoch ${last[0]}; 0 is solved.`,
    x: epochAxis(live),
    y: { title: '', kind: 'log', categories: [], range: [rounding, Math.max(leastTop, 2 * Math.max(...high))] },
    zeroLine: false,
    marks: [band, line],
    table: {
      columns: ['epoch', 'mean', 'smallest', 'largest'],
      rows: series.epochs.map((epoch, index) => [
        epoch,
        series.mean[index] ?? null,
        series.low[index] ?? null,
        series.high[index] ?? null,
      ]),
    },
  };
}

/** How often the gradient of each task vanishes under an arm, over epochs; null where none ever does or it is not known. */
export function zeroFigure(
  live: LiveStudy,
  arm: string,
  name: string,
  taskIndex: (task: string) => number,
): Figure | null {
  const zeros = live.zeroGradients.find((entry) => entry.arm === arm);
  if (zeros === undefined || !zeros.values.some((series) => series.some((value) => (value ?? 0) > 0))) return null;
  const marks = zeros.tasks.map((task, row): Mark => {
    const points = presentPoints(zeros.epochs, zeros.values[row] ?? []);
    return { kind: 'line', label: task, task: taskIndex(task), dash: 'solid', points };
  });
  const largest = zeros.tasks.map((task, row) => {
    const most = Math.max(0, ...(zeros.values[row] ?? []).map((value) => value ?? 0));
    return `${task} ${Math.round(100 * most)} %`;
  });
  return {
    id: 'zero-gradients',
    title: 'Vanished gradients',
    subtitle: name,
    summary: `Share of steps in which the gradient of a task is zero, mean over replicates, at most: ${largest.join('; ')}.`,
    x: epochAxis(live),
    y: { title: 'share of steps', kind: 'linear', categories: [], range: [0, 1.05] },
    zeroLine: false,
    marks,
    table: {
      columns: ['epoch', ...zeros.tasks],
      rows: zeros.epochs.map((epoch, index) => [epoch, ...zeros.values.map((values) => values[index] ?? null)]),
    },
  };
}

/** What lies below rounding stands at it. */
function drawn(value: number): number {
  return Math.max(rounding, value);
}

function epochAxis(live: LiveStudy): Figure['x'] {
  return { title: 'epoch', kind: 'linear', categories: [], range: [0, Math.max(1, live.epochs)] };
}

function presentPoints(epochs: readonly number[], values: readonly (number | null)[]): Point[] {
  return epochs.flatMap((epoch, index): Point[] => {
    const value = values[index];
    return value === null || value === undefined ? [] : [[epoch, value]];
  });
}

function presentBand({
  epochs,
  low,
  high,
}: LiveStudy['residuals'][number]['series']): Pick<Extract<Mark, { kind: 'band' }>, 'x' | 'low' | 'high'> {
  const lows = presentPoints(epochs, low);
  return {
    x: lows.map(([epoch]) => epoch),
    low: lows.map(([, value]) => value),
    high: presentPoints(epochs, high).map(([, value]) => value),
  };
}
