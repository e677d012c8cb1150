import type { ColumnDescription, ColumnFlag, ColumnType } from '../../../src-main/contract/dataset.ts';
import { formatCount, formatNumber } from '../../component/number-format.svelte.ts';

export const columnTypeOptions: readonly { readonly value: ColumnType; readonly label: string }[] = [
  { value: 'numeric', label: 'number' },
  { value: 'categorical', label: 'category' },
  { value: 'boolean', label: 'yes / no' },
  { value: 'date', label: 'date' },
  { value: 'text', label: 'text' },
  { value: 'vector', label: 'vector' },
  { value: 'image', label: 'picture' },
];

export function columnTypeLabel(type: ColumnType): string {
  return columnTypeOptions.find((option) => option.value === type)?.label ?? type;
}

export interface FlagText {
  readonly label: string;
  readonly tone: 'warn' | 'bad' | 'none';
  readonly meaning: string;
}

/** What an import flag means, in a few words and in a sentence. */
export function flagText(flag: ColumnFlag, column: ColumnDescription): FlagText {
  switch (flag) {
    case 'all-missing':
      return { label: 'empty', tone: 'bad', meaning: 'Every value is missing; the column can only be ignored.' };
    case 'constant':
      return { label: 'constant', tone: 'warn', meaning: 'One value throughout: nothing to learn from.' };
    case 'near-constant':
      return { label: 'nearly constant', tone: 'warn', meaning: 'One value in nearly every row.' };
    case 'identifier-like':
      return {
        label: 'like an id',
        tone: 'warn',
        meaning: 'Nearly every value is unique, as in a name or number of the row.',
      };
    case 'high-cardinality':
      return {
        label: 'many categories',
        tone: 'warn',
        meaning: `${formatCount(column.distinct)} categories: each gets a learned vector, and rare ones share one.`,
      };
    case 'nonconforming':
      return {
        label: `${formatCount(column.nonconforming.count)} unreadable`,
        tone: 'warn',
        meaning: nonconformingText(column),
      };
  }
}

function nonconformingText(column: ColumnDescription): string {
  const examples = column.nonconforming.examples
    .slice(0, 3)
    .map((example) => `row ${example.row}: ${example.value}`)
    .join('; ');
  return `${formatCount(column.nonconforming.count)} values do not fit the type and were read as missing (${examples}).`;
}

export function rangeText(column: ColumnDescription): string {
  if (column.type === 'numeric' && column.minimum !== null && column.maximum !== null) {
    return `${formatNumber(column.minimum)} … ${formatNumber(column.maximum)}`;
  }
  return column.examples.slice(0, 3).join(', ');
}
