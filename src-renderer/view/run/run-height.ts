/** What the window holds beside the charts when one alarm stands: heads, stages, alarm, picker, gaps and card heads. */
const fixedHeight = 269;
const cardHead = 42;
const gap = 16;
const least = { curve: 112, detail: 140 } as const;
const most = { curve: 300, detail: 260 } as const;

/**
 * How tall the charts of a run are, in pixels, so that the window holds the curves in `rows` rows and one row of details
 * below them.
 */
export function runHeights(windowHeight: number, rows: number): { readonly curve: number; readonly detail: number } {
  const free = windowHeight - fixedHeight - (rows + 1) * cardHead - rows * gap;
  const share = rows > 1 ? 0.29 : 0.5;
  const curve = Math.round((free * (rows > 1 ? 1 - share * 1.3 : 1 - share)) / rows);
  return {
    curve: clamp(curve, least.curve, most.curve),
    detail: clamp(free - curve * rows, least.detail, most.detail),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
