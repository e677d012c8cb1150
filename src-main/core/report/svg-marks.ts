import type { Mark } from '../../contract/figure.ts';
import { formatFixed } from '../compare/wording.ts';
import { escapeHtml } from './html.ts';
import { taskColor, type Palette } from './palette.ts';
import type { Scale } from './svg-scale.ts';

export interface Plot {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly palette: Palette;
}

const dashes = { solid: '', dash: '6 4', dot: '1.5 3', dashdot: '6 3 1.5 3' } as const;

/** A pixel position with as many decimals as can be seen. */
export function pixel(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** One mark as SVG, with its label as the title that a pointer or a screen reader finds. */
export function renderMark(mark: Mark, plot: Plot): string {
  const title = `<title>${escapeHtml(mark.label)}</title>`;
  switch (mark.kind) {
    case 'zone': {
      const scale = mark.axis === 'x' ? plot.x : plot.y;
      const [from, to] = [scale.toPixel(mark.low), scale.toPixel(mark.high)].sort((a, b) => a - b) as [number, number];
      const box =
        mark.axis === 'x'
          ? `x="${pixel(from)}" width="${pixel(to - from)}" y="${plot.top}" height="${plot.bottom - plot.top}"`
          : `x="${plot.left}" width="${plot.right - plot.left}" y="${pixel(from)}" height="${pixel(to - from)}"`;
      return `<rect ${box} fill="${plot.palette.zone}">${title}</rect>`;
    }
    case 'line': {
      const points = mark.points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
      if (points.length === 0) return '';
      const path = points.map(([x, y]) => `${pixel(plot.x.toPixel(x))},${pixel(plot.y.toPixel(y))}`).join(' ');
      const dash = dashes[mark.dash] === '' ? '' : ` stroke-dasharray="${dashes[mark.dash]}"`;
      const only = points.length === 1 ? renderPoint(points[0] as [number, number], 'circle', mark.task, plot) : '';
      return `<g>${title}<polyline points="${path}" fill="none" stroke="${taskColor(plot.palette, mark.task)}" stroke-width="1.6" stroke-linejoin="round"${dash}/>${only}</g>`;
    }
    case 'band': {
      const points = mark.x.map((x, index) => ({ x, low: mark.low[index] ?? 0, high: mark.high[index] ?? 0 }));
      if (points.length < 2) return '';
      const at = (x: number, y: number): string => `${pixel(plot.x.toPixel(x))},${pixel(plot.y.toPixel(y))}`;
      const outline = [
        ...points.map(({ x, high }) => at(x, high)),
        ...points.reverse().map(({ x, low }) => at(x, low)),
      ];
      return `<polygon points="${outline.join(' ')}" fill="${taskColor(plot.palette, mark.task)}" fill-opacity=".14">${title}</polygon>`;
    }
    case 'interval': {
      const color = taskColor(plot.palette, mark.task);
      const y = pixel(plot.y.toPixel(mark.y));
      const line = `<line x1="${pixel(plot.x.toPixel(mark.low))}" x2="${pixel(plot.x.toPixel(mark.high))}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="2"/>`;
      return `<g>${title}${line}${renderPoint([mark.x, mark.y], mark.shape, mark.task, plot, 4.5)}</g>`;
    }
    case 'points':
      return `<g>${title}${mark.points.map((point) => renderPoint(point, mark.shape, mark.task, plot) + (mark.text === true ? renderLabel(point, mark.label, plot) : '')).join('')}</g>`;
    case 'heat':
      return renderHeat(mark, plot);
  }
}

function renderLabel([x, y]: readonly [number, number], label: string, plot: Plot): string {
  return `<text x="${pixel(plot.x.toPixel(x))}" y="${pixel(plot.y.toPixel(y) - 7)}" text-anchor="middle" fill="${plot.palette.ink}">${escapeHtml(label)}</text>`;
}

function renderPoint(
  [x, y]: readonly [number, number],
  shape: 'circle' | 'square' | 'open',
  task: number | null,
  plot: Plot,
  radius = 3.5,
): string {
  const color = taskColor(plot.palette, task);
  const [column, row] = [plot.x.toPixel(x), plot.y.toPixel(y)];
  if (shape === 'square') {
    return `<rect x="${pixel(column - radius)}" y="${pixel(row - radius)}" width="${2 * radius}" height="${2 * radius}" fill="${color}"/>`;
  }
  const paint =
    shape === 'open' ? `fill="${plot.palette.surface}" stroke="${color}" stroke-width="1.6"` : `fill="${color}"`;
  return `<circle cx="${pixel(column)}" cy="${pixel(row)}" r="${radius}" ${paint}/>`;
}

function renderHeat(mark: Extract<Mark, { kind: 'heat' }>, plot: Plot): string {
  const width = (plot.right - plot.left) / Math.max(1, mark.xLabels.length);
  const height = (plot.bottom - plot.top) / Math.max(1, mark.yLabels.length);
  const cells = mark.values.flatMap((row, y) =>
    row.map((value, x) => {
      const [left, top] = [plot.left + x * width, plot.top + y * height];
      const share =
        value === null ? 0 : Math.min(1, Math.abs(value) / Math.max(Math.abs(mark.minimum), Math.abs(mark.maximum)));
      const end = value !== null && value < 0 ? plot.palette.negative : plot.palette.positive;
      const color = end.map((channel) => Math.round(255 + (channel - 255) * share)).join(',');
      const ink = share > 0.6 ? plot.palette.surface : plot.palette.ink;
      const text = value === null ? '–' : formatFixed(value, 2);
      return `<rect x="${pixel(left)}" y="${pixel(top)}" width="${pixel(width)}" height="${pixel(height)}" fill="rgb(${color})" stroke="${plot.palette.grid}"/><text x="${pixel(left + width / 2)}" y="${pixel(top + height / 2 + 4)}" text-anchor="middle" fill="${ink}">${text}</text>`;
    }),
  );
  return `<g><title>${escapeHtml(mark.label)}</title>${cells.join('')}</g>`;
}
