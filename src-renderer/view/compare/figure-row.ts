import type { Figure } from '../../../src-main/contract/figure.ts';

const separator = ' · ';

/** A figure whose rows are `task · arm`, with the arm's name for people in place of its id. */
export function namedRows(figure: Figure, nameOf: (arm: string) => string): Figure {
  const categories = figure.y.categories.map((category) => {
    const at = category.indexOf(separator);
    return at < 0 ? category : category.slice(0, at + separator.length) + nameOf(category.slice(at + separator.length));
  });
  return { ...figure, y: { ...figure.y, categories } };
}

/** Height of a figure with one row a category: closer where there are many. */
export function rowsHeight(figure: Figure): number {
  const rows = figure.y.categories.length;
  if (rows === 0) return 220;
  return Math.min(480, Math.max(130, 58 + rows * (rows > 8 ? 18 : 22)));
}
