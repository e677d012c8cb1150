import type { Figure } from '../../src-main/contract/figure.ts';

/** Pixels of a character in the font of the charts, about. */
const characterWidth = 5.8;

/** How many characters of a chart's text stand in so many pixels. */
export function charactersIn(pixels: number): number {
  return Math.max(8, Math.floor(pixels / characterWidth));
}

/** Charts of less width than this shorten their names. */
const narrowest = 480;

/** Whether a chart of so many pixels has no room for its names whole, or for the title of its x axis beside them. */
export function isNarrow({ x, y }: Pick<Figure, 'x' | 'y'>, width: number): boolean {
  const beside = y.kind === 'category' ? Math.max(0, ...y.categories.map((name) => name.length)) : 0;
  return width < narrowest || (beside > 0 && (beside + x.title.length) * characterWidth > width);
}

/** The words of a text in lines of at most so many characters; a longer word has a line of its own. */
export function linesOf(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
