import type { Explanation, RowExample } from '../../../src-main/contract/explain.ts';
import { formatCount, formatNumber, formatShare } from '../../component/number-format.svelte.ts';
import type { Column } from '../../component/table-content.ts';

/** Columns of the rows that changed: truth, what both said, how they fared, and the inputs. */
export function rowColumns({ type, rows }: Pick<Explanation, 'type' | 'rows'>): Column<RowExample>[] {
  const isNumber = type === 'regression';
  const score = (side: 'twin' | 'arm'): Column<RowExample> => ({
    id: `score ${side}`,
    label: isNumber ? `error, ${side}` : `right, ${side}`,
    title: isNumber ? 'Mean absolute error over the replicates' : 'Share of the replicates in which it was right',
    numeric: true,
    sortable: true,
    value: (row) => row.score[side],
    text: (row) => (isNumber ? formatNumber(row.score[side]) : formatShare(row.score[side])),
  });
  return [
    {
      id: 'row',
      label: 'row',
      numeric: true,
      sortable: true,
      value: ({ row }) => row,
      text: ({ row }) => formatCount(row),
    },
    { id: 'truth', label: 'true', numeric: isNumber, sortable: true, value: ({ truth }) => truth },
    {
      id: 'twin',
      label: 'twin',
      title: isNumber ? 'Mean prediction' : 'Class said most often',
      numeric: isNumber,
      value: ({ twin }) => twin,
    },
    {
      id: 'arm',
      label: 'arm',
      title: isNumber ? 'Mean prediction' : 'Class said most often',
      numeric: isNumber,
      value: ({ arm }) => arm,
    },
    score('twin'),
    score('arm'),
    {
      id: 'replicates',
      label: 'replicates',
      title: 'In which it was a test row',
      numeric: true,
      sortable: true,
      value: ({ replicates }) => replicates,
    },
    ...rows.columns.map((name, place): Column<RowExample> => ({
      id: `input ${name}`,
      label: name,
      value: ({ cells }) => cells[place] ?? null,
    })),
  ];
}
