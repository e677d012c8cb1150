export interface EndLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  /** Pixels above its point, for a label that would cover what it names. */
  readonly lift: number;
}

export interface PlacedLabel extends EndLabel {
  /** Pixels to move the label down from its point. */
  readonly shift: number;
}

/**
 * Moves labels at the ends of lines apart, so that none covers another, and into the plot.
 * @param pixelsPerUnit how many pixels one unit of y takes; on a log axis y is the logarithm
 * @param bounds the plot: its upper edge, in pixels downward from y = 0, and its height; null leaves labels where they fall
 */
export function spreadLabels(
  labels: readonly EndLabel[],
  pixelsPerUnit: number,
  bounds: { readonly top: number; readonly height: number } | null = null,
  lineHeight = 13,
): readonly PlacedLabel[] {
  const order = [...labels].sort((a, b) => b.y - a.y);
  const wanted = order.map((label) => -label.y * pixelsPerUnit);
  const placed = [...wanted];
  for (let pass = 0; pass < 20; pass++) {
    for (let index = 1; index < placed.length; index++) {
      const above = placed[index - 1] ?? 0;
      const below = placed[index] ?? 0;
      const overlap = lineHeight - (below - above);
      if (overlap <= 0) continue;
      placed[index - 1] = above - overlap / 2;
      placed[index] = below + overlap / 2;
    }
  }
  const inset = bounds === null ? 0 : intoBounds(placed, bounds, lineHeight);
  return order.map((label, index) => ({ ...label, shift: (placed[index] ?? 0) + inset - (wanted[index] ?? 0) }));
}

/** How far all labels move down together, so that the first, or else the last, stands inside. */
function intoBounds(
  placed: readonly number[],
  bounds: { readonly top: number; readonly height: number },
  lineHeight: number,
): number {
  const above = bounds.top + lineHeight / 2 - (placed[0] ?? Infinity);
  if (above > 0) return above;
  const below = (placed.at(-1) ?? -Infinity) - (bounds.top + bounds.height);
  return below > 0 ? -Math.min(below, -above) : 0;
}
