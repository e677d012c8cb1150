import type { Figure } from '../../src-main/contract/figure.ts';
import { spreadLabels, type EndLabel } from './end-label.ts';
import { ink, taskTextColour, type Theme } from './palette.ts';
import { plain } from './trace.ts';

export interface LayoutOptions {
  readonly height: number;
  readonly decimalMark: '.' | ',';
  /** Width for labels at the ends of lines, pixels; null where there are none. */
  readonly labelWidth: number | null;
  /** With title and subtitle, for pictures that leave the workbench. */
  readonly titled?: boolean;
  /** For small charts whose head says what y is: no title beside it, and the x title stands before the last number. */
  readonly compact?: boolean;
  readonly width?: number;
}

/** The one configuration of every chart: nothing is sent anywhere, nothing can be dragged away. */
export const plotlyConfig = {
  showSendToCloud: false,
  displaylogo: false,
  displayModeBar: false,
  scrollZoom: false,
  doubleClick: false,
  responsive: false,
  editable: false,
} as const;

export function layoutOf(figure: Figure, theme: Theme, options: LayoutOptions): object {
  const colours = ink(theme);
  const top = options.titled === true ? 56 : 10;
  const isCompact = options.compact === true && options.titled !== true;
  const bottom = figure.x.title === '' || isCompact ? 24 : 42;
  const range = options.labelWidth === null ? figure.y.range : (figure.y.range ?? dataRange(figure));
  return {
    ...(options.width === undefined ? { autosize: true } : { width: options.width }),
    height: options.height,
    margin: { l: isCompact ? 44 : 48, r: options.labelWidth ?? 14, t: top, b: bottom, pad: 0 },
    font: { family: 'Inter Variable, system-ui, sans-serif', size: 11, color: colours.text },
    paper_bgcolor: colours.surface,
    plot_bgcolor: colours.surface,
    showlegend: false,
    hovermode: 'closest',
    dragmode: false,
    separators: options.decimalMark === ',' ? ', ' : '.,',
    xaxis: isCompact
      ? { ...axisOf({ ...figure, x: { ...figure.x, title: '' } }, 'x', theme), ...titledByTick(figure.x.title) }
      : axisOf(figure, 'x', theme),
    yaxis: {
      ...axisOf({ ...figure, y: { ...figure.y, range, ...(isCompact ? { title: '' } : {}) } }, 'y', theme),
      // A margin that moves while a run draws would leave the ticks behind.
      ...(isCompact ? { automargin: false } : {}),
    },
    shapes: shapesOf(figure, theme),
    annotations: options.labelWidth === null ? [] : labelsOf(figure, range, theme, options.height - top - bottom),
    ...(options.titled === true ? { title: titleOf(figure) } : {}),
  };
}

function titleOf(figure: Figure): object {
  return {
    text: plain(figure.title),
    subtitle: { text: plain(figure.subtitle) },
    x: 0.01,
    xanchor: 'left',
    font: { size: 14 },
  };
}

function axisOf(figure: Figure, side: 'x' | 'y', theme: Theme): object {
  const axis = figure[side];
  const colours = ink(theme);
  const shared = {
    title: {
      text: side === 'y' && axis.kind === 'category' ? '' : plain(axis.title),
      standoff: side === 'x' ? 8 : 12,
      font: { size: 11, color: colours.quiet },
    },
    fixedrange: true,
    zeroline: false,
    gridcolor: colours.grid,
    linecolor: colours.axis,
    tickfont: { size: 11, color: colours.text },
    automargin: true,
    ticks: '',
    nticks: side === 'x' ? 8 : 5,
  };
  if (axis.kind === 'category' && !figure.marks.some((mark) => mark.kind === 'heat')) {
    return {
      ...shared,
      showgrid: false,
      tickvals: axis.categories.map((_, index) => index),
      ticktext: axis.categories.map(plain),
      range: side === 'y' ? [axis.categories.length - 0.5, -0.5] : [-0.5, axis.categories.length - 0.5],
      ticklabelstandoff: 6,
    };
  }
  if (axis.kind === 'category')
    return { ...shared, showgrid: false, ...(side === 'y' ? { autorange: 'reversed' } : {}) };
  return { ...shared, type: axis.kind, showgrid: side === 'y', ...rangeOf(axis.range, axis.kind) };
}

function titledByTick(title: string): object {
  return title === ''
    ? {}
    : { tickprefix: `${plain(title)} `, showtickprefix: 'last', nticks: 5, tickangle: 0, automargin: false };
}

function rangeOf(range: readonly [number, number] | null, kind: 'linear' | 'log'): object {
  if (range === null) return { autorange: true };
  return { range: kind === 'log' ? range.map((value) => Math.log10(value)) : range, autorange: false };
}

function shapesOf(figure: Figure, theme: Theme): readonly object[] {
  const colours = ink(theme);
  const zones = figure.marks
    .filter((mark) => mark.kind === 'zone')
    .map((mark) => ({
      type: 'rect',
      layer: 'below',
      line: { width: 0 },
      fillcolor: colours.zone,
      ...(mark.axis === 'x'
        ? { xref: 'x', yref: 'paper', x0: mark.low, x1: mark.high, y0: 0, y1: 1 }
        : { xref: 'paper', yref: 'y', x0: 0, x1: 1, y0: mark.low, y1: mark.high }),
    }));
  const zero = { type: 'line', layer: 'below', xref: 'x', yref: 'paper', x0: 0, x1: 0, y0: 0, y1: 1 };
  return figure.zeroLine ? [...zones, { ...zero, line: { color: colours.axis, width: 1 } }] : zones;
}

/** The range that lines, bands and points take, with a little air; null where there is nothing to show. */
function dataRange(figure: Figure): [number, number] | null {
  const values: number[] = [];
  for (const mark of figure.marks) {
    if (mark.kind === 'line' || mark.kind === 'points') values.push(...mark.points.map((point) => point[1]));
    if (mark.kind === 'band') values.push(...mark.low, ...mark.high);
  }
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (values.length === 0) return null;
  if (figure.y.kind === 'log') return low > 0 ? [low / 1.1, high * 1.1] : null;
  const air = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1;
  return [low - air, high + air];
}

/** So many names stand at the ends of their lines, also while these grow; more would cover them and stand in the margin. */
const mostAtLines = 2;

/** A name at the end of every line that has one, in the line's colour. */
function labelsOf(
  figure: Figure,
  range: readonly [number, number] | null,
  theme: Theme,
  plotHeight: number,
): readonly object[] {
  const position = (value: number): number => (figure.y.kind === 'log' ? Math.log10(value) : value);
  const labels: EndLabel[] = [];
  for (const mark of figure.marks) {
    if (mark.kind !== 'line' && !(mark.kind === 'points' && mark.points.length === 1)) continue;
    const end = mark.points.at(-1);
    if (end === undefined || mark.label === '' || (mark.kind === 'points' && mark.text === true)) continue;
    labels.push({
      text: mark.label,
      x: figure.x.kind === 'log' ? Math.log10(end[0]) : end[0],
      y: position(end[1]),
      colour: taskTextColour(theme, mark.task),
      lift: mark.kind === 'points' ? 10 : 0,
    });
  }
  const span = range === null ? 0 : position(range[1]) - position(range[0]);
  const scale = span > 0 ? plotHeight / span : 0;
  const bounds = range === null || scale === 0 ? null : { top: -position(range[1]) * scale, height: plotHeight };
  const placed = spreadLabels(labels, scale, bounds);
  const inMargin = labels.length > mostAtLines;
  return placed.map((label) => ({
    ...(inMargin ? { xref: 'paper', x: 1 } : { x: label.x }),
    y: label.y,
    text: plain(label.text),
    xanchor: 'left',
    yanchor: 'middle',
    xshift: 5,
    yshift: label.lift - label.shift,
    showarrow: false,
    align: 'left',
    font: { size: 11, color: label.colour },
  }));
}
