import type { Figure } from '../../contract/figure.ts';

export interface Scale {
  readonly toPixel: (value: number) => number;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
}

/** Round numbers that cover the range: 1, 2 or 5 times a power of ten apart. */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

export function linearScale(range: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [low, high] = range;
  const ticks = niceTicks(low, high, 6);
  const gap = Math.abs((ticks[1] ?? high) - (ticks[0] ?? low)) || 1;
  const decimals = Math.max(0, -Math.floor(Math.log10(gap) + 1e-9));
  return {
    toPixel: (value) => pixels[0] + ((value - low) / (high - low)) * (pixels[1] - pixels[0]),
    ticks,
    format: (value) => (value < 0 ? '−' : '') + Math.abs(value).toFixed(Math.min(8, decimals)),
  };
}

export function logScale(range: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [low, high] = [Math.log10(range[0]), Math.log10(range[1])];
  const powers = Array.from(
    { length: Math.floor(high) - Math.ceil(low) + 1 },
    (_, index) => 10 ** (Math.ceil(low) + index),
  );
  return {
    toPixel: (value) => pixels[0] + ((Math.log10(value) - low) / (high - low)) * (pixels[1] - pixels[0]),
    ticks: powers.length >= 2 ? powers : [range[0], range[1]],
    format: (value) => String(Number(value.toPrecision(3))),
  };
}

/** Categories as rows or columns, their middles at whole numbers, the first at the first pixel end. */
export function categoryScale(count: number, pixels: readonly [number, number]): Scale {
  const step = (pixels[1] - pixels[0]) / Math.max(1, count);
  return {
    toPixel: (value) => pixels[0] + (value + 0.5) * step,
    ticks: Array.from({ length: count }, (_, index) => index),
    format: String,
  };
}

/** The range an axis needs: as given, else what its marks cover with a margin. */
export function axisRange(figure: Figure, axis: 'x' | 'y'): [number, number] {
  const given = figure[axis].range;
  if (given !== null) return given;
  const values = figure.marks.flatMap((mark): number[] => {
    switch (mark.kind) {
      case 'line':
      case 'points':
        return mark.points.map((point) => (axis === 'x' ? point[0] : point[1]));
      case 'band':
        return axis === 'x' ? mark.x : [...mark.low, ...mark.high];
      case 'interval':
        return axis === 'x' ? [mark.low, mark.high, mark.x] : [];
      case 'zone':
        return mark.axis === axis ? [mark.low, mark.high] : [];
      case 'heat':
        return [];
    }
  });
  const finite = values.filter((value) => Number.isFinite(value) && (figure[axis].kind !== 'log' || value > 0));
  if (axis === 'x' && figure.zeroLine) finite.push(0);
  if (finite.length === 0) return figure[axis].kind === 'log' ? [1, 10] : [0, 1];
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  if (figure[axis].kind === 'log') return low === high ? [low / 2, high * 2] : [low, high];
  const isSteps = axis === 'x' && !figure.zeroLine;
  const margin = low === high ? Math.abs(low) || 1 : isSteps ? 0 : 0.06 * (high - low);
  return [low - margin, high + margin];
}
