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
 * Moves labels at the ends of lines apart, so that none covers another.
 * @param pixelsPerUnit how many pixels one unit of y takes; on a log axis y is the logarithm
 */
export function spreadLabels(
  labels: readonly EndLabel[],
  pixelsPerUnit: number,
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
  return order.map((label, index) => ({ ...label, shift: (placed[index] ?? 0) - (wanted[index] ?? 0) }));
}
