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
      const found = judge(column, countValues(column), tolerance);
      return found === null ? [] : [{ columns: [column.name], tasks: [], ...found }];
    });
    return { findings, rows: table.rowCount };
  },
};

interface ValueCount {
  readonly distinct: number;
  readonly present: number;
  /** Rows with the most frequent value. */
  readonly most: number;
}

function countValues(column: TableColumn): ValueCount {
  const counts = new Map<number, number>();
  const cells = 'codes' in column ? column.codes : column.values;
  let present = 0;
  let most = 0;
  for (const cell of cells) {
    if ('codes' in column ? cell < 0 : Number.isNaN(cell)) continue;
    const count = (counts.get(cell) ?? 0) + 1;
    counts.set(cell, count);
    present += 1;
    if (count > most) most = count;
  }
  return { distinct: counts.size, present, most };
}

function judge(
  column: TableColumn,
  { distinct, present, most }: ValueCount,
  tolerance: number,
): Pick<Found, 'severity' | 'message' | 'value' | 'mend'> | null {
  const { name } = column;
  const ignore = { kind: 'role' as const, label: `Ignore '${name}'`, columns: [name], role: 'ignore' as const };
  if (distinct <= 1) {
    const what = distinct === 0 ? 'has no value' : 'has one value only';
    const message = `input '${name}' ${what} and tells a model nothing; set its role to ignore`;
    return { severity: 'note', message, value: distinct, mend: ignore };
  }
  if (most >= 0.998 * present) {
    const message = `input '${name}' has the same value in ${sayShare(most / present)} of the rows that have one; it tells a model next to nothing`;
    return { severity: 'note', message, value: most / present, mend: ignore };
  }
  const share = distinct / Math.max(1, present);
  if (present >= leastRows && share >= tolerance && looksLikeId(column)) {
    return {
      severity: 'amber',
      message: `input '${name}' has ${sayCount(distinct, 'different value')} in ${present} rows and looks like an identifier; a model learns rows by heart from it; set its role to id unless its value means something`,
      value: share,
      mend: { kind: 'role', label: `Make '${name}' an id`, columns: [name], role: 'id' },
    };
  }
  if (column.type === 'categorical' && distinct > manyLabels && present / distinct < 10) {
    return {
      severity: 'amber',
      message: `input '${name}' has ${distinct} labels with ${sayCount(Math.round(present / distinct), 'row')} each on average; most of them are seen too rarely to learn; join labels or set its role to ignore`,
      value: distinct,
      mend: ignore,
    };
  }
  return null;
}

/** Free text differs from row to row by nature; a measurement does too. */
function looksLikeId(column: TableColumn): boolean {
  if (column.type === 'text') {
    // Labels of one short word each are codes, not sentences.
    return column.labels.slice(0, 200).every((label) => label.length <= 40 && !/\s/.test(label.trim()));
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
