import type { Figure } from '../../contract/figure.ts';
import { shorten } from '../util/shorten.ts';
import { escapeHtml } from './html.ts';
import { taskColor, type Palette } from './palette.ts';
import { pixel, renderMark, type Plot } from './svg-marks.ts';
import { axisRange, categoryScale, linearScale, logScale, type Scale } from './svg-scale.ts';

const usual = { width: 720, height: 210 };
const rowHeight = 22;
const characterWidth = 6;
const longestLabel = 46;

/** A figure as one SVG element: `role="img"` with its title and its summary in words, no script, no outside resource. */
export function figureToSvg(
  figure: Figure,
  palette: Palette,
  { width, height: plotHeight }: { readonly width: number; readonly height: number } = usual,
): string {
  const isHeat = figure.marks.some((mark) => mark.kind === 'heat');
  const rows = figure.y.categories.length;
  const left = figure.y.kind === 'category' ? labelRoom(figure.y.categories) : 64;
  const lineLabels = figure.y.kind === 'category' ? [] : figure.marks.filter((mark) => mark.kind === 'line');
  const right = width - (lineLabels.length > 0 ? labelRoom(lineLabels.map((mark) => mark.label)) : 16);
  const top = 10;
  const bottom =
    top +
    (isHeat ? Math.max(80, rows * 40) : figure.y.kind === 'category' ? Math.max(1, rows) * rowHeight : plotHeight);
  const edge = isHeat ? Math.min(right, left + Math.max(1, figure.x.categories.length) * 90) : right;
  const height = bottom + (isHeat ? 26 : 42);
  const plot: Plot = {
    x: scaleOf(figure, 'x', [left, edge]),
    y: scaleOf(figure, 'y', figure.y.kind === 'category' ? [top, bottom] : [bottom, top]),
    left,
    right: edge,
    top,
    bottom,
    palette,
  };
  const zones = figure.marks.filter((mark) => mark.kind === 'zone');
  const others = figure.marks.filter((mark) => mark.kind !== 'zone');
  const id = `figure-${figure.id.replace(/[^a-z0-9]/gi, (character) => `_${character.charCodeAt(0).toString(16)}`)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-desc" font-size="11">`,
    `<title id="${id}-title">${escapeHtml(figure.title)}</title><desc id="${id}-desc">${escapeHtml(figure.summary)}</desc>`,
    ...zones.map((mark) => renderMark(mark, plot)),
    renderXAxis(figure, plot, isHeat),
    renderYAxis(figure, plot),
    ...others.map((mark) => renderMark(mark, plot)),
    renderLineLabels(figure, plot),
    '</svg>',
  ].join('');
}

function labelRoom(labels: readonly string[]): number {
  return 18 + characterWidth * Math.min(longestLabel, Math.max(0, ...labels.map((label) => label.length)));
}

function scaleOf(figure: Figure, axis: 'x' | 'y', pixels: readonly [number, number]): Scale {
  const { kind, categories } = figure[axis];
  if (kind === 'category') return categoryScale(categories.length, pixels);
  return kind === 'log' ? logScale(axisRange(figure, axis), pixels) : linearScale(axisRange(figure, axis), pixels);
}

function renderXAxis(figure: Figure, plot: Plot, isHeat: boolean): string {
  const { x, left, right, top, bottom, palette } = plot;
  const isCategory = figure.x.kind === 'category';
  const labels = x.ticks.map((tick) => {
    const at = pixel(x.toPixel(tick));
    const text = isCategory ? shorten(figure.x.categories[tick] ?? '', 14) : x.format(tick);
    const line = isCategory
      ? ''
      : `<line x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 4}" stroke="${palette.quietInk}"/>`;
    return `${line}<text x="${at}" y="${bottom + 16}" text-anchor="middle" fill="${palette.quietInk}">${escapeHtml(text)}</text>`;
  });
  const zero = figure.zeroLine
    ? `<line x1="${pixel(x.toPixel(0))}" x2="${pixel(x.toPixel(0))}" y1="${top}" y2="${bottom}" stroke="${palette.quietInk}"/>`
    : '';
  const title = isHeat
    ? ''
    : `<text x="${pixel((left + right) / 2)}" y="${bottom + 34}" text-anchor="middle" fill="${palette.ink}">${escapeHtml(figure.x.title)}</text>`;
  return `<g><line x1="${left}" x2="${pixel(right)}" y1="${bottom}" y2="${bottom}" stroke="${palette.quietInk}"/>${zero}${labels.join('')}${title}</g>`;
}

function renderYAxis(figure: Figure, plot: Plot): string {
  const { y, left, right, top, bottom, palette } = plot;
  if (figure.y.kind === 'category') {
    const labels = figure.y.categories.map(
      (category, index) =>
        `<text x="${left - 10}" y="${pixel(y.toPixel(index) + 4)}" text-anchor="end" fill="${palette.ink}"><title>${escapeHtml(category)}</title>${escapeHtml(shorten(category, longestLabel))}</text>`,
    );
    return `<g>${labels.join('')}</g>`;
  }
  const ticks = y.ticks.map((tick) => {
    const at = pixel(y.toPixel(tick));
    return `<line x1="${left}" x2="${pixel(right)}" y1="${at}" y2="${at}" stroke="${palette.grid}" stroke-width=".6"/><text x="${left - 6}" y="${pixel(y.toPixel(tick) + 4)}" text-anchor="end" fill="${palette.quietInk}">${y.format(tick)}</text>`;
  });
  const middle = (top + bottom) / 2;
  return `<g>${ticks.join('')}<text transform="rotate(-90 12 ${middle})" x="12" y="${middle}" text-anchor="middle" fill="${palette.ink}">${escapeHtml(figure.y.title)}</text></g>`;
}

/** Names at the end of each line, moved apart where they would overlap. */
function renderLineLabels(figure: Figure, plot: Plot): string {
  if (figure.y.kind === 'category') return '';
  const ends = figure.marks.flatMap((mark) => {
    const last = mark.kind === 'line' ? mark.points.at(-1) : undefined;
    return mark.kind === 'line' && last !== undefined
      ? [{ label: mark.label, task: mark.task, from: plot.y.toPixel(last[1]), at: plot.y.toPixel(last[1]) }]
      : [];
  });
  ends.sort((first, second) => first.from - second.from);
  ends.forEach((end, index) => {
    end.at = Math.max(end.from, (ends[index - 1]?.at ?? -Infinity) + 13);
  });
  let lowest = plot.bottom + 4;
  for (const end of ends.reverse()) {
    end.at = Math.min(end.at, lowest);
    lowest = end.at - 13;
  }
  return ends
    .map(
      (end) =>
        `<text x="${pixel(plot.right + 6)}" y="${pixel(end.at + 4)}" fill="${taskColor(plot.palette, end.task)}">${escapeHtml(shorten(end.label, longestLabel))}</text>`,
    )
    .join('');
}
