import type { Column } from '../../component/table-content.ts';

/** Each count as a share of its row; null in a row without rows. */
export function rowShares(counts: readonly (readonly number[])[]): (number | null)[][] {
  return counts.map((row) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (all === 0 ? null : count / all));
  });
}

export interface ConfusionRow {
  readonly side: string;
  readonly truth: string;
  readonly counts: readonly number[];
}

/** Both matrices as one table to copy. */
export function confusionRows(
  classes: readonly string[],
  sides: readonly { readonly name: string; readonly counts: readonly (readonly number[])[] }[],
): ConfusionRow[] {
  return sides.flatMap(({ name, counts }) =>
    classes.map((truth, row) => ({ side: name, truth, counts: counts[row] ?? [] })),
  );
}

export function confusionColumns(classes: readonly string[]): Column<ConfusionRow>[] {
  return [
    { id: 'side', label: 'Model', value: (row) => row.side },
    { id: 'truth', label: 'True class', value: (row) => row.truth },
    ...classes.map((predicted, place): Column<ConfusionRow> => ({
      id: `predicted ${predicted}`,
      label: `predicted ${predicted}`,
      numeric: true,
      value: (row) => row.counts[place] ?? null,
    })),
  ];
}
