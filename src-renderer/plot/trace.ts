import type { Figure, Mark } from '../../src-main/contract/figure.ts';
import { divergingScale, ink, taskColour, withAlpha, type Theme } from './palette.ts';

const mostPoints = 1500;

type Point = readonly [number, number];

/** At most 1,500 points of a line: of each stretch its lowest and highest, and always the first and the last. */
export function decimate(points: readonly Point[], most: number = mostPoints): readonly Point[] {
  if (points.length <= most) return points;
  const stretches = Math.floor((most - 2) / 2);
  const kept: Point[] = [];
  const first = points[0];
  const last = points.at(-1);
  if (first !== undefined) kept.push(first);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * (points.length - 2)) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * (points.length - 2)) / stretches);
    kept.push(...extremes(points.slice(from, to)));
  }
  if (last !== undefined) kept.push(last);
  return kept;
}

function extremes(points: readonly Point[]): readonly Point[] {
  let low = points[0];
  let high = points[0];
  for (const point of points) {
    if (low === undefined || point[1] < low[1]) low = point;
    if (high === undefined || point[1] > high[1]) high = point;
  }
  if (low === undefined || high === undefined) return [];
  if (low === high) return [low];
  return low[0] < high[0] ? [low, high] : [high, low];
}

/** One plotly trace of a mark; zones are shapes of the layout and have none. */
export function traceOf(mark: Mark, theme: Theme): object | null {
  switch (mark.kind) {
    case 'line':
      return lineTrace(mark, theme);
    case 'band':
      return bandTrace(mark, theme);
    case 'interval':
      return intervalTrace(mark, theme);
    case 'points':
      return pointTrace(mark, theme);
    case 'heat':
      return heatTrace(mark, theme);
    case 'zone':
      return null;
  }
}

export function tracesOf(figure: Figure, theme: Theme): readonly object[] {
  return figure.marks.map((mark) => traceOf(mark, theme)).filter((trace) => trace !== null);
}

function lineTrace(mark: Extract<Mark, { kind: 'line' }>, theme: Theme): object {
  const points = decimate(mark.points);
  return {
    type: 'scatter',
    mode: 'lines',
    name: mark.label,
    x: points.map((point) => point[0]),
    y: points.map((point) => point[1]),
    line: { color: taskColour(theme, mark.task), width: mark.task === null ? 1.6 : 2, dash: mark.dash },
    hovertemplate: `${plain(mark.label)} %{y:.3g}<extra></extra>`,
  };
}

function bandTrace(mark: Extract<Mark, { kind: 'band' }>, theme: Theme): object {
  return {
    type: 'scatter',
    mode: 'lines',
    name: mark.label,
    x: [...mark.x, ...mark.x.toReversed()],
    y: [...mark.high, ...mark.low.toReversed()],
    fill: 'toself',
    fillcolor: withAlpha(taskColour(theme, mark.task), mark.task === null ? 0.14 : 0.18),
    line: { width: 0 },
    hoverinfo: 'skip',
  };
}

function intervalTrace(mark: Extract<Mark, { kind: 'interval' }>, theme: Theme): object {
  const color = taskColour(theme, mark.task);
  return {
    type: 'scatter',
    mode: 'markers',
    name: mark.label,
    x: [mark.x],
    y: [mark.y],
    marker: marker(mark.shape, color, theme, 9),
    error_x: {
      type: 'data',
      symmetric: false,
      array: [mark.high - mark.x],
      arrayminus: [mark.x - mark.low],
      color,
      thickness: 2,
      width: 0,
    },
    hovertemplate: `${plain(mark.label)} %{x:.3g}<extra></extra>`,
  };
}

function pointTrace(mark: Extract<Mark, { kind: 'points' }>, theme: Theme): object {
  return {
    type: 'scatter',
    mode: mark.text === true ? 'markers+text' : 'markers',
    name: mark.label,
    x: mark.points.map((point) => point[0]),
    y: mark.points.map((point) => point[1]),
    ...(mark.text === true
      ? {
          text: mark.points.map(() => plain(mark.label)),
          textposition: 'top center',
          textfont: { color: ink(theme).text, size: 11 },
          cliponaxis: false,
        }
      : {}),
    marker: {
      ...marker(mark.shape, taskColour(theme, mark.task), theme, mark.points.length === 1 ? 9 : 6),
      opacity: 0.8,
    },
    hovertemplate: `${plain(mark.label)} %{x:.3g}<extra></extra>`,
  };
}

function marker(shape: 'circle' | 'square' | 'open', color: string, theme: Theme, size: number): object {
  return {
    symbol: shape === 'square' ? 'square' : 'circle',
    size,
    color: shape === 'open' ? ink(theme).surface : color,
    line: { color, width: shape === 'open' ? 2 : 0 },
  };
}

function heatTrace(mark: Extract<Mark, { kind: 'heat' }>, theme: Theme): object {
  return {
    type: 'heatmap',
    name: mark.label,
    x: mark.xLabels,
    y: mark.yLabels,
    z: mark.values,
    zmin: mark.minimum,
    zmax: mark.maximum,
    colorscale: divergingScale(theme),
    showscale: false,
    xgap: 3,
    ygap: 3,
    texttemplate: '%{z:.2f}',
    hovertemplate: '%{y}, %{x}: %{z:.3f}<extra></extra>',
  };
}

/** Text for plotly, which reads angle brackets as markup. */
export function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('%', '&#37;');
}
