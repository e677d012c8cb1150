import type { RowQuery } from '../contract/row-query.ts';
import { orderRows } from '../store/dataset/order-rows.ts';
import { readRows, readRowsAt } from '../store/dataset/read-table.ts';
import type { ServiceContext } from './context.ts';
import { parquetPath } from './table-cache.ts';

/** Rows of a data set as the grid asks for them. */
export interface RowWindow {
  readonly columns: string[];
  readonly rows: (string | null)[][];
  /** Index in the file of each row, from 0. */
  readonly indices: number[];
  /** Rows that the query keeps. */
  readonly rowCount: number;
}

const mostOrders = 6;

export interface RowWindows {
  read(datasetId: string, query: RowQuery, offset: number, limit: number): Promise<RowWindow>;
}

/**
 * Windows of the rows that a query keeps. The order is found once for a query and kept while it is in use; the rows come from
 * the file, never the whole table.
 */
export function createRowWindows({ workspace }: Pick<ServiceContext, 'workspace'>): RowWindows {
  const orders = new Map<string, Promise<Int32Array>>();

  function orderOf(datasetId: string, query: RowQuery): Promise<Int32Array> {
    const key = JSON.stringify([datasetId, query]);
    const { contentHash, description } = workspace.datasets.get(datasetId);
    const found = orders.get(key) ?? orderRows(parquetPath(workspace, contentHash), description, query);
    orders.delete(key);
    orders.set(key, found);
    found.catch(() => orders.delete(key));
    const oldest = orders.keys().next().value;
    if (orders.size > mostOrders && oldest !== undefined) orders.delete(oldest);
    return found;
  }

  return {
    async read(datasetId, query, offset, limit) {
      const { contentHash, description } = workspace.datasets.get(datasetId);
      if (query.sort.length === 0 && query.filters.length === 0 && query.search === '') {
        const window = await readRows(parquetPath(workspace, contentHash), description, offset, limit);
        const indices = window.rows.map((_, index) => offset + index);
        return { ...window, indices, rowCount: description.rows };
      }
      const order = await orderOf(datasetId, query);
      const indices = [...order.subarray(offset, offset + limit)];
      const rows = await readRowsAt(parquetPath(workspace, contentHash), description, indices);
      return { ...rows, indices, rowCount: order.length };
    },
  };
}
