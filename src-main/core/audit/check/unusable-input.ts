import { countLabels } from '../../table/cell.ts';
import type { TableColumn } from '../../table/table.ts';
import type { AuditCheck, Found } from '../check.ts';
import { sayCount, sayShare } from '../say.ts';

const identifierName = /(?:^|[^a-z])(?:id|ids|uuid|guid|key|index|nr|no|code|number|name)$/i;
/** The others, such as dates or pictures, differ from row to row by nature. */
const judgedTypes: readonly string[] = ['numeric', 'categorical', 'boolean', 'text'];
const leastRows = 20;
const manyLabels = 50;

/** Inputs that name rows, have one value, or more labels than a model can learn. */
export const unusableInput: AuditCheck = {
  id: 'unusable-input',
  name: 'Ids, constants, high cardinality',
  computes:
    'The distinct values of each input: one only; nearly one a row, in labels, or in whole numbers that count the rows or are named like an id; or more than 50 labels with few rows each.',
  cannotSee: 'Whether a code has a meaning in its digits, and identifiers that repeat.',
  tolerance: {
    meaning: 'share of different values among those present from which on an input looks like an id',
    default: 0.95,
    minimum: 0.5,
    maximum: 1,
  },
  find({ inputs, table }, tolerance) {
    const findings = inputs.flatMap((column): Found[] => {
      if (!judgedTypes.includes(column.type)) return [];
      const counts = countLabels(column);
      const present = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const found = judge(column, counts, present, tolerance);
      return found === null ? [] : [{ columns: [column.name], tasks: [], ...found }];
    });
    return { findings, rows: table.rowCount };
  },
};

function judge(
  column: TableColumn,
  counts: ReadonlyMap<string, number>,
  present: number,
  tolerance: number,
): Pick<Found, 'severity' | 'message' | 'value' | 'mend'> | null {
  const { name } = column;
  const most = [...counts.values()].reduce((best, count) => Math.max(best, count), 0);
  const ignore = { kind: 'role' as const, label: `Ignore '${name}'`, columns: [name], role: 'ignore' as const };
  if (counts.size <= 1) {
    const what = counts.size === 0 ? 'has no value' : 'has one value only';
    const message = `input '${name}' ${what} and tells a model nothing; set its role to ignore`;
    return { severity: 'note', message, value: counts.size, mend: ignore };
  }
  if (most >= 0.998 * present) {
    const message = `input '${name}' has the same value in ${sayShare(most / present)} of the rows that have one; it tells a model next to nothing`;
    return { severity: 'note', message, value: most / present, mend: ignore };
  }
  const share = counts.size / Math.max(1, present);
  if (present >= leastRows && share >= tolerance && looksLikeId(column, counts)) {
    return {
      severity: 'amber',
      message: `input '${name}' has ${sayCount(counts.size, 'different value')} in ${present} rows and looks like an identifier; a model learns rows by heart from it; set its role to id unless its value means something`,
      value: share,
      mend: { kind: 'role', label: `Make '${name}' an id`, columns: [name], role: 'id' },
    };
  }
  if (column.type === 'categorical' && counts.size > manyLabels && present / counts.size < 10) {
    return {
      severity: 'amber',
      message: `input '${name}' has ${counts.size} labels with ${sayCount(Math.round(present / counts.size), 'row')} each on average; most of them are seen too rarely to learn; join labels or set its role to ignore`,
      value: counts.size,
      mend: ignore,
    };
  }
  return null;
}

/** Free text differs from row to row by nature; a measurement does too. */
function looksLikeId(column: TableColumn, counts: ReadonlyMap<string, number>): boolean {
  if (column.type === 'text') {
    // Labels of one short word each are codes, not sentences.
    return [...counts.keys()].slice(0, 200).every((label) => label.length <= 40 && !/\s/.test(label.trim()));
  }
  if ('codes' in column) return column.type === 'categorical';
  const values = column.values.filter((value) => !Number.isNaN(value));
  if (!values.every(Number.isInteger)) return false;
  const span =
    values.reduce((most, value) => Math.max(most, value), -Infinity) -
    values.reduce((least, value) => Math.min(least, value), Infinity) +
    1;
  return identifierName.test(column.name) || span <= 1.05 * values.length;
}
