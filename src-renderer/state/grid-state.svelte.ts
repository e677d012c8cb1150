import type { RowFilter, RowQuery } from '../../src-main/contract/row-query.ts';
import { errorMessage } from '../client/answer.ts';
import type { Client } from '../client/client.ts';

const pageRows = 100;
const mostPages = 40;
const restMs = 50;

/** A row as it is displayed; null stands for a missing cell. */
export interface GridRow {
  /** Place in the file, from 0. */
  readonly index: number;
  readonly cells: readonly (string | null)[];
}

/** Rows of a data set in the order and selection of the user, fetched in pages as they come into view. */
export class GridState {
  readonly datasetId: string;
  /** Rows that the query keeps. */
  rowCount = $state(0);
  query = $state.raw<RowQuery>({ sort: [], filters: [], search: '' });
  error = $state<string | null>(null);
  busy = $state(false);
  /** Columns kept in view at the left, in that order. */
  pinned = $state.raw<readonly string[]>([]);
  readonly #client: Client;
  #pages = $state.raw<ReadonlyMap<number, readonly GridRow[]>>(new Map());
  #turn = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  readonly #asked = new Set<number>();

  constructor(client: Client, datasetId: string, rowCount: number) {
    this.#client = client;
    this.datasetId = datasetId;
    this.rowCount = rowCount;
  }

  /** The row at this place of the view; null until it has come. */
  rowAt(place: number): GridRow | null {
    return this.#pages.get(Math.floor(place / pageRows))?.[place % pageRows] ?? null;
  }

  /** Sees to it that these places come, once the view rests there: what is scrolled past is not fetched. */
  show(from: number, to: number): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#fetchAll(from, to), this.#pages.size === 0 ? 0 : restMs);
  }

  #fetchAll(from: number, to: number): void {
    const last = Math.floor(Math.max(from, to - 1) / pageRows);
    for (let page = Math.floor(from / pageRows); page <= last; page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#fetch(page);
    }
  }

  /** A click sorts by that column alone, then turns round, then stops; with `add` the other columns stay. */
  sortBy(column: string, add: boolean): void {
    const before = this.query.sort.find((each) => each.column === column);
    const own =
      before === undefined ? [{ column, descending: false }] : before.descending ? [] : [{ column, descending: true }];
    const kept = add ? this.query.sort : this.query.sort.filter((each) => each.column === column);
    const place = kept.findIndex((each) => each.column === column);
    const sort = place < 0 ? [...kept, ...own] : [...kept.slice(0, place), ...own, ...kept.slice(place + 1)];
    this.#ask({ ...this.query, sort: sort.slice(0, 8) });
  }

  addFilter(filter: RowFilter): void {
    this.#ask({ ...this.query, filters: [...this.query.filters, filter].slice(-16) });
  }

  removeFilter(index: number): void {
    this.#ask({ ...this.query, filters: this.query.filters.filter((_, at) => at !== index) });
  }

  search(text: string): void {
    if (text !== this.query.search) this.#ask({ ...this.query, search: text });
  }

  pin(column: string): void {
    this.pinned = this.pinned.includes(column)
      ? this.pinned.filter((each) => each !== column)
      : [...this.pinned, column];
  }

  /** Rows at these places, fetched where they are not in view. */
  async readRows(from: number, to: number): Promise<readonly GridRow[]> {
    const rows: GridRow[] = [];
    for (let offset = from; offset < to; offset += 1000) {
      rows.push(...(await this.#read(offset, Math.min(1000, to - offset))).rows);
    }
    return rows;
  }

  #ask(query: RowQuery): void {
    this.#turn += 1;
    this.query = query;
    this.#pages = new Map();
    this.#asked.clear();
    void this.#fetch(0);
  }

  async #fetch(page: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(page);
    this.busy = true;
    try {
      const { rows, rowCount } = await this.#read(page * pageRows, pageRows);
      if (turn !== this.#turn) return;
      this.rowCount = rowCount;
      this.error = null;
      const kept = [...this.#pages].slice(-mostPages + 1);
      this.#pages = new Map([...kept, [page, rows]]);
    } catch (error) {
      if (turn === this.#turn) this.error = errorMessage(error);
    } finally {
      if (turn === this.#turn) {
        this.#asked.delete(page);
        this.busy = this.#asked.size > 0;
      }
    }
  }

  async #read(offset: number, limit: number): Promise<{ rows: readonly GridRow[]; rowCount: number }> {
    const { datasetId, query } = this;
    const window = await this.#client.call('dataset.rows', { datasetId, offset, limit, query });
    const rows = window.rows.map((cells, at): GridRow => ({ index: window.indices[at] ?? 0, cells }));
    return { rows, rowCount: window.rowCount };
  }
}
