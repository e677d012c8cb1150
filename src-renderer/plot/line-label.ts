import type { Figure } from '../../src-main/contract/figure.ts';
import { spreadLabels, type EndLabel } from './end-label.ts';
import { taskTextColour, type Theme } from './palette.ts';
import { plain } from './trace.ts';

/** So many names stand at the ends of their lines, also while these grow; more would cover them and stand in the margin. */
const mostAtLines = 2;

/** A name at the end of every line that has one, in the line's colour. */
export function labelsOf(
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
