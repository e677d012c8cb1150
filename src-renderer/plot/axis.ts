import type { Figure } from '../../src-main/contract/figure.ts';
import { shorten } from '../component/shorten.ts';
import { charactersIn } from './fit-text.ts';
import { ink, type Theme } from './palette.ts';
import { plain } from './trace.ts';

/** The share of a narrow chart that the names of its rows may take. */
const mostForNames = 0.5;

/**
 * One axis of a figure for plotly.
 * @param narrow pixels of a chart that is too narrow for whole names and for a title under its axis
 */
export function axisOf(figure: Figure, side: 'x' | 'y', theme: Theme, narrow: number | null = null): object {
  const axis = figure[side];
  const colours = ink(theme);
  const isCategory = axis.kind === 'category';
  const isTitledElsewhere = side === 'y' ? isCategory : narrow !== null && !isCategory;
  const shared = {
    title: {
      text: isTitledElsewhere ? '' : plain(axis.title),
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
    ...(side === 'x' && narrow !== null && !isCategory ? { nticks: 4, tickangle: 0 } : {}),
    ...(side === 'x' && narrow === null ? { nticks: 8 } : {}),
    ...(side === 'y' ? { nticks: 5 } : {}),
  };
  if (axis.kind === 'category' && !figure.marks.some((mark) => mark.kind === 'heat')) {
    return {
      ...shared,
      showgrid: false,
      tickvals: axis.categories.map((_, index) => index),
      ticktext: axis.categories.map((name) =>
        plain(side === 'y' && narrow !== null ? shorten(name, charactersIn(narrow * mostForNames)) : name),
      ),
      range: side === 'y' ? [axis.categories.length - 0.5, -0.5] : [-0.5, axis.categories.length - 0.5],
      ticklabelstandoff: 6,
    };
  }
  if (axis.kind === 'category')
    return { ...shared, showgrid: false, ...(side === 'y' ? { autorange: 'reversed' } : {}) };
  const powers = axis.kind === 'log' ? { exponentformat: 'power' } : {};
  return { ...shared, ...powers, type: axis.kind, showgrid: side === 'y', ...rangeOf(axis.range, axis.kind) };
}

/** The x title before the last number of its axis. */
export function titledByTick(title: string): object {
  return title === ''
    ? {}
    : { tickprefix: `${plain(title)} `, showtickprefix: 'last', nticks: 5, tickangle: 0, automargin: false };
}

function rangeOf(range: readonly [number, number] | null, kind: 'linear' | 'log'): object {
  if (range === null) return { autorange: true };
  return { range: kind === 'log' ? range.map((value) => Math.log10(value)) : range, autorange: false };
}

/** The title of x from the right end of a narrow chart, where the names of y leave no room below the axis itself. */
export function titleBelow(lines: readonly string[], theme: Theme): object {
  return {
    ...{ xref: 'paper', x: 1, xanchor: 'right', yref: 'paper', y: 0, yanchor: 'top', yshift: -22 },
    text: lines.join('<br>'),
    align: 'right',
    showarrow: false,
    font: { size: 11, color: ink(theme).quiet },
  };
}
