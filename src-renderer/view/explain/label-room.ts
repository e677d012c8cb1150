import type { Figure } from '../../../src-main/contract/figure.ts';

const characterWidth = 6.2;
const most = 140;

/** Pixels for the names at the ends of the lines of a figure. */
export function labelRoom(figure: Figure): number {
  const lengths = figure.marks.flatMap((mark) => (mark.kind === 'line' ? [mark.label.length] : []));
  return Math.min(most, 14 + characterWidth * Math.max(0, ...lengths));
}
