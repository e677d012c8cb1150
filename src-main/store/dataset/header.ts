import type { ImportWarning } from '../../contract/dataset.ts';

const numberLike = /^\s*[+\u2212-]?[\d.,][\d.,'\s]*(?:[eE][+-]?\d+)?\s*$/;
const dateLike = /^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/;
const yearLike = /^\s*(?:19|20)\d\d\s*$/;

/**
 * Whether the first record names the columns: it does where a column of numbers or dates starts with a word, does not
 * where it starts with a value like the others (years are names if another column has a word), and in a table of words
 * where no first word comes again below.
 */
export function detectHeader(records: readonly (readonly string[])[], missing: ReadonlySet<string>): boolean {
  const [first, ...body] = records;
  if (first === undefined || body.length === 0) return true;
  let named = 0;
  let valued = 0;
  let repeated = 0;
  const hasWord = first.some((cell) => cell.trim() !== '' && !isValue(cell));
  first.forEach((cell, position) => {
    const below = body.map((record) => record[position] ?? '').filter((text) => !missing.has(text.trim()));
    if (below.includes(cell) && cell.trim() !== '') repeated += 1;
    if (below.length === 0 || below.filter(isValue).length < 0.9 * below.length) return;
    if (!isValue(cell) && cell.trim() !== '' && !missing.has(cell.trim())) named += 1;
    else if (isValue(cell) && !(hasWord && yearLike.test(cell))) valued += 1;
  });
  if (named !== valued) return named > valued;
  return named > 0 || repeated === 0;
}

function isValue(text: string): boolean {
  return numberLike.test(text) || dateLike.test(text);
}

export interface ColumnNames {
  readonly names: readonly string[];
  readonly warnings: readonly ImportWarning[];
}

/** Names that cannot be keys of records, which settings and results are. */
const reservedNames = new Set(['__proto__']);

/** Trimmed names; a reserved one gets ` (column)` and a warning; an empty one becomes `column N`, a name that is taken gets ` (2)`, ` (3)`, ... and a warning. */
export function nameColumns(cells: readonly string[], row: number): ColumnNames {
  const taken = new Set<string>();
  const written = new Set(cells.map((cell) => cell.trim()));
  const warnings: ImportWarning[] = [];
  const names = cells.map((cell, position) => {
    const isReserved = reservedNames.has(cell.trim());
    const wanted = cell.trim() === '' ? `column ${position + 1}` : isReserved ? `${cell.trim()} (column)` : cell.trim();
    let name = wanted;
    for (let number = 2; taken.has(name) || (name !== cell.trim() && written.has(name)); number += 1) {
      name = `${wanted} (${number})`;
    }
    taken.add(name);
    if (cell.trim() === '') {
      warnings.push({
        code: 'empty-header',
        message: `column ${position + 1} has no name in the header and is called '${name}'`,
        row,
        column: name,
      });
    } else if (isReserved) {
      warnings.push({
        code: 'reserved-header',
        message: `the name '${cell.trim()}' cannot be used; the column at position ${position + 1} is called '${name}'`,
        row,
        column: name,
      });
    } else if (name !== wanted) {
      warnings.push({
        code: 'duplicate-header',
        message: `the name '${wanted}' occurs more than once in the header; the column at position ${position + 1} is called '${name}'`,
        row,
        column: name,
      });
    }
    return name;
  });
  return { names, warnings };
}
