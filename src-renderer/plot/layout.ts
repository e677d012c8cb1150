import type { Figure } from '../../src-main/contract/figure.ts';
import { axisOf, titleBelow, titledByTick } from './axis.ts';
import { charactersIn, linesOf } from './fit-text.ts';
import { labelsOf } from './line-label.ts';
import { ink, type Theme } from './palette.ts';
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
  /** Pixels of a chart so narrow that names are shortened and the x title takes lines of its own; null where there is room. */
  readonly narrow?: number | null;
}

/** Pixels beside a chart that has no labels there. */
const besideChart = 14;

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
  const narrow = isCompact ? null : (options.narrow ?? null);
  const hasTitleBelow = narrow !== null && figure.x.kind !== 'category';
  const xTitle = hasTitleBelow ? linesOf(plain(figure.x.title), charactersIn(narrow - 2 * besideChart)) : [];
  const bottom = figure.x.title === '' || isCompact ? 24 : !hasTitleBelow ? 42 : 28 + 14 * xTitle.length;
  const range = options.labelWidth === null ? figure.y.range : (figure.y.range ?? dataRange(figure));
  return {
    ...(options.width === undefined ? { autosize: true } : { width: options.width }),
    height: options.height,
    margin: { l: isCompact ? 44 : 48, r: options.labelWidth ?? besideChart, t: top, b: bottom, pad: 0 },
    font: { family: 'Inter Variable, system-ui, sans-serif', size: 11, color: colours.text },
    paper_bgcolor: colours.surface,
    plot_bgcolor: colours.surface,
    showlegend: false,
    hovermode: 'closest',
    dragmode: false,
    separators: options.decimalMark === ',' ? ', ' : '.,',
    xaxis: isCompact
      ? { ...axisOf({ ...figure, x: { ...figure.x, title: '' } }, 'x', theme), ...titledByTick(figure.x.title) }
      : axisOf(figure, 'x', theme, narrow),
    yaxis: {
      ...axisOf({ ...figure, y: { ...figure.y, range, ...(isCompact ? { title: '' } : {}) } }, 'y', theme, narrow),
      // A margin that moves while a run draws would leave the ticks behind.
      ...(isCompact ? { automargin: false } : {}),
    },
    shapes: shapesOf(figure, theme),
    annotations: [
      ...(options.labelWidth === null ? [] : labelsOf(figure, range, theme, options.height - top - bottom)),
      ...(xTitle.length > 0 ? [titleBelow(xTitle, theme)] : []),
    ],
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
