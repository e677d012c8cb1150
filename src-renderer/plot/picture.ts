import type { Figure } from '../../src-main/contract/figure.ts';
import { layoutOf, plotlyConfig } from './layout.ts';
import { loadPlotly } from './load-plotly.ts';
import { tracesOf } from './trace.ts';

export interface Picture {
  readonly name: string;
  readonly content: string;
  readonly encoding: 'utf-8' | 'base64';
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly labelWidth: number | null;
  readonly decimalMark: '.' | ',';
}

/** A figure as a file, always in the light theme; PNG at three times the size, for print. */
export async function drawPicture(figure: Figure, format: 'png' | 'svg', size: PictureSize): Promise<Picture> {
  const plotly = await loadPlotly();
  const height = size.height + 60;
  const layout = layoutOf(figure, 'light', { ...size, height, titled: true });
  const drawing = { data: tracesOf(figure, 'light'), layout, config: plotlyConfig };
  const scale = format === 'png' ? 3 : 1;
  const address = await plotly.toImage(drawing, { format, width: size.width, height, scale });
  const name = `${figure.id}.${format}`;
  const content = address.slice(address.indexOf(',') + 1);
  return format === 'png'
    ? { name, content, encoding: 'base64' }
    : { name, content: decodeURIComponent(content), encoding: 'utf-8' };
}
