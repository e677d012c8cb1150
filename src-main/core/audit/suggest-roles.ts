import type { ColumnDescription, DatasetDescription } from '../../contract/dataset.ts';
import type { Role } from '../../contract/study.ts';

const identifierName = /(?:^|[^a-z])(?:id|ids|uuid|guid|key|index|nr|no|code)$/i;

/**
 * A role for every column: identifiers are id, columns without values or with one are ignored, the rest are inputs. No
 * task is guessed. A column of different whole numbers is taken for an identifier only if it is named like one or counts
 * the rows; a measurement can be different everywhere too.
 */
export function suggestRoles(description: DatasetDescription): Record<string, Role> {
  return Object.fromEntries(description.columns.map((column) => [column.name, suggestRole(column, description.rows)]));
}

function suggestRole(column: ColumnDescription, rows: number): Role {
  if (column.flags.includes('all-missing') || column.flags.includes('constant')) return 'ignore';
  if (!column.flags.includes('identifier-like')) return 'input';
  if (column.type === 'categorical' || column.type === 'text') return 'id';
  const span = column.minimum === null || column.maximum === null ? Infinity : column.maximum - column.minimum + 1;
  return identifierName.test(column.name) || span <= 1.5 * rows ? 'id' : 'input';
}
