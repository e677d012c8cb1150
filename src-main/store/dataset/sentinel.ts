import type { ColumnDescription, ImportWarning } from '../../contract/dataset.ts';
import type { TableColumn } from '../../core/table/table.ts';

/** Numbers that often stand for a missing value. */
const sentinels = [-99, -999, -9999, -99999, 999, 9999, 99999];

/**
 * Proposes numbers that may stand for a missing value: a usual one that lies at the end of the column and further from
 * zero than twice all other values. A positive one, which is a likelier measurement, must occur more than once.
 */
export function sentinelWarnings(
  column: TableColumn,
  { minimum, maximum }: Pick<ColumnDescription, 'minimum' | 'maximum'>,
  missing: ReadonlySet<string>,
): ImportWarning[] {
  if ('codes' in column || column.type === 'date') return [];
  if (!sentinels.some((sentinel) => sentinel === minimum || sentinel === maximum)) return [];
  const counts = new Map(sentinels.map((sentinel) => [sentinel, 0]));
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < column.values.length; row += 1) {
    const value = column.values[row] as number;
    const size = Math.abs(value);
    if (value === -99 || size === 999 || size === 9999 || size === 99_999)
      counts.set(value, (counts.get(value) ?? 0) + 1);
    else {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return sentinels.flatMap((sentinel) => {
    const count = counts.get(sentinel) ?? 0;
    const isFar = sentinel < 0 ? least > sentinel / 2 : most < sentinel / 2;
    if (count < (sentinel < 0 ? 1 : 2) || missing.has(String(sentinel)) || !isFar || least === Infinity) return [];
    return [
      {
        code: 'sentinel',
        message: `column '${column.name}': ${sentinel} occurs ${count} times and may stand for a missing value; add it to the missing tokens if it does`,
        column: column.name,
        count,
      },
    ];
  });
}
