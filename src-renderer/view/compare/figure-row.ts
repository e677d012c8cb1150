import type { Figure } from '../../../src-main/contract/figure.ts';

const separator = ' · ';
/** Pixels from one row to the next at which their names are still apart. */
const closest = 15;

/** A figure whose rows are `task · arm`, with the arm's name for people in place of its id. */
export function namedRows(figure: Figure, nameOf: (arm: string) => string): Figure {
  const categories = figure.y.categories.map((category) => {
    const at = category.indexOf(separator);
    return at < 0 ? category : category.slice(0, at + separator.length) + nameOf(category.slice(at + separator.length));
  });
  return { ...figure, y: { ...figure.y, categories } };
}

/** Height of a figure with one row a category: closer where there are many, but never so close that names overlap. */
export function rowsHeight(figure: Figure): number {
  const rows = figure.y.categories.length;
  if (rows === 0) return 220;
  const usual = Math.min(480, 58 + rows * (rows > 8 ? 18 : 22));
  return Math.max(130, usual, 58 + rows * closest);
}
