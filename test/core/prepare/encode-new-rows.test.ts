import { describe, expect, it } from 'vitest';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { encodeNewRows } from '../../../src-main/core/prepare/encode-new-rows.ts';
import { encodeTable } from '../../../src-main/core/prepare/encode-table.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { CodedGroup, Encoding } from '../../../src-main/core/prepare/prepared.ts';
import type { Table, TableColumn } from '../../../src-main/core/table/table.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { booleans, dates, labels, numbers, regression, specOf, tableOf } from './tables.ts';

const rows = Array.from({ length: 80 }, (_, row) => row);
const draw = (stream: number, row: number): number => uniformAt(23, stream, row);
const words = ['pump', 'oil', 'red', 'blue', 'valve', 'noise'];

function vectors(name: string, valuesOf: (row: number) => number[]): TableColumn {
  return {
    ...labels(
      name,
      rows.map((row) => (row % 19 === 6 ? null : JSON.stringify(valuesOf(row)))),
    ),
    type: 'vector',
  } as TableColumn;
}

/** Every kind of column and encoding. */
const table = tableOf(
  numbers(
    'plain',
    rows.map((row) => (row % 9 === 2 ? null : 10 * draw(1, row))),
  ),
  numbers(
    'far',
    rows.map((row) => 1e9 + draw(2, row)),
  ),
  dates(
    'day',
    rows.map((row) => (row % 11 === 3 ? null : new Date(Date.UTC(2024, 0, 1 + row, row % 24)).toISOString())),
  ),
  labels(
    'kind',
    rows.map((row) => (row % 13 === 1 ? null : `k${Math.floor(5 * draw(3, row))}`)),
  ),
  labels(
    'site',
    rows.map((row) => `s${Math.floor(12 * draw(4, row))}`),
  ),
  labels(
    'text',
    rows.map((row) => `${words[row % 6] ?? ''} ${words[(row * row) % 5] ?? ''} once${row}`),
    'text',
  ),
  labels(
    'note',
    rows.map((row) => (row % 17 === 3 ? null : `${words[row % 4] ?? ''} twice`)),
    'text',
  ),
  booleans(
    'flag',
    rows.map((row) => (row % 7 === 5 ? null : row % 2 === 0)),
  ),
  vectors('vector', (row) => [draw(5, row), draw(6, row), 3 * draw(7, row)]),
  vectors('angle', (row) => [draw(8, row) - 0.5, draw(9, row)]),
  vectors('picture', (row) => Array.from({ length: 20 }, (_, place) => Math.floor(255 * draw(10 + place, row)))),
  numbers(
    'part 1',
    rows.map((row) => draw(40, row)),
  ),
  numbers(
    'part 2',
    rows.map((row) => (row % 29 === 4 ? null : draw(41, row))),
  ),
  numbers(
    'price',
    rows.map((row) => 3 * draw(1, row)),
  ),
);
const base = specOf(table, [regression('price')]);
const spec: StudySpec = {
  ...base,
  inputs: {
    encodings: {
      site: { kind: 'embedding', dimension: 3 },
      text: { kind: 'word-vectors', dimension: 4, vocabulary: 10, words: 6 },
      note: { kind: 'word-ngrams', least: 1, most: 2, dimension: 8 },
      angle: { kind: 'unit-vector' },
      picture: { kind: 'pixels', height: 4, width: 5, channels: 1, channelsFirst: false, filters: 2, layers: 1 },
    },
    groups: [{ name: 'parts', columns: ['part 1', 'part 2'], encoding: { kind: 'vector' } }],
  },
};
const encoding = encodeTable(table, spec);

function take(from: Table, chosen: readonly number[]): Table {
  return {
    rowCount: chosen.length,
    columns: from.columns.map((column) =>
      'codes' in column
        ? // labels that are left, in the order in which a file of these rows would have them
          withOwnLabels(column, chosen)
        : { ...column, values: Float64Array.from(chosen, (row) => column.values[row] as number) },
    ),
  };
}

function withOwnLabels(column: Extract<TableColumn, { codes: Int32Array }>, chosen: readonly number[]): TableColumn {
  if (column.type === 'boolean')
    return { ...column, codes: Int32Array.from(chosen, (row) => column.codes[row] as number) };
  const texts = chosen.map((row) => column.labels[column.codes[row] as number] ?? null);
  return { ...labels(column.name, texts), type: column.type } as TableColumn;
}

/** What a network gets of a row: present values and slots in place of codes. */
function seen(of: Encoding, row: number, lookup: Int32Array): (number | null)[] {
  const width = of.features.length;
  return of.features.map((feature, position) => {
    const cell = row * width + position;
    if (of.present !== null && of.present[cell] === 0) return null;
    const value = of.inputs[cell] as number;
    return feature.kind === 'code' ? (lookup[value] as number) : value;
  });
}

const preparation = fitPreparation(encoding, Int32Array.from(rows.slice(0, 60)));

describe('rows that a study has never seen', () => {
  it.each([
    ['all rows', rows],
    ['a few rows', [70, 3, 3, 64]],
    ['one row', [25]],
    ['rows without a gap', [0, 7, 8, 9]],
    ['rows that are mostly gaps', [3, 6, 13]],
  ])('become what they are in the study: %s', (_, chosen) => {
    const fresh = encodeNewRows({ table, encoding }, spec, take(table, chosen));
    const adapted = fresh.adapt(preparation);
    expect(fresh.encoding.features).toEqual(encoding.features);
    chosen.forEach((row, place) => {
      expect(seen(fresh.encoding, place, adapted.lookup)).toEqual(seen(encoding, row, preparation.lookup));
    });
  });

  it('share the slot of rare labels where a label is new', () => {
    const few = take(table, [0, 1]);
    const columns = few.columns.map((column) =>
      column.name === 'site' || column.name === 'kind' ? labels(column.name, ['never seen', null]) : column,
    );
    const fresh = encodeNewRows({ table, encoding }, spec, { ...few, columns });
    const { lookup } = fresh.adapt(preparation);
    for (const group of fresh.encoding.groups as CodedGroup[]) {
      if (group.column !== 'site' && group.column !== 'kind') continue;
      const slots = [0, 1].map(
        (row) => lookup[fresh.encoding.inputs[row * encoding.features.length + group.first] as number],
      );
      const own = encoding.groups?.find(({ column }) => column === group.column) as CodedGroup;
      expect(slots).toEqual([0, preparation.lookup[own.firstCode]]);
    }
  });

  it('leave the words unknown that the study does not know', () => {
    const few = take(table, [0]);
    const columns = few.columns.map((column) =>
      column.name === 'text' ? labels('text', ['pump zebra'], 'text') : column,
    );
    const fresh = encodeNewRows({ table, encoding }, spec, { ...few, columns });
    const group = fresh.encoding.groups?.find(({ column }) => column === 'text') as CodedGroup;
    const codes = [...fresh.encoding.inputs.subarray(group.first, group.first + group.width)];
    expect(codes.slice(1)).toEqual([group.firstCode + 1, ...Array<number>(group.width - 2).fill(group.firstCode)]);
    expect(codes[0]).toBeGreaterThan(group.firstCode + 1);
  });

  it('take dark pictures for dark ones', () => {
    const few = take(table, [0]);
    const dark = { ...labels('picture', [JSON.stringify(Array<number>(20).fill(1))]), type: 'vector' } as TableColumn;
    const columns = few.columns.map((column) => (column.name === 'picture' ? dark : column));
    const fresh = encodeNewRows({ table, encoding }, spec, { ...few, columns });
    const group = fresh.encoding.groups?.find(({ kind }) => kind === 'image');
    expect(fresh.encoding.inputs[group?.first ?? 0]).toBeCloseTo(1 / 255, 6);
  });

  it('are refused where a column is missing, of another type or of another length', () => {
    const few = take(table, [0, 1]);
    const without = { ...few, columns: few.columns.filter(({ name }) => name !== 'far') };
    expect(() => encodeNewRows({ table, encoding }, spec, without)).toThrow(/missing column 'far'/);
    for (const wrong of [
      labels('plain', ['a', 'b']),
      { ...labels('vector', ['[1, 2]', '[3, 4]']), type: 'vector' } as TableColumn,
      { ...labels('vector', ['[1, 2, 3, 4]', '[3, 4, 5, 6]']), type: 'vector' } as TableColumn,
      { ...labels('angle', ['[1, 2, 3]', '[3, 4, 5]']), type: 'vector' } as TableColumn,
    ]) {
      const columns = few.columns.map((column) => (column.name === wrong.name ? wrong : column));
      expect(() => encodeNewRows({ table, encoding }, spec, { ...few, columns })).toThrow(
        expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(wrong.name) as string }),
      );
    }
  });
});
