import { describe, expect, it } from 'vitest';
import { encodeTable } from '../../../src-main/core/prepare/encode-table.ts';
import type { Encoding } from '../../../src-main/core/prepare/prepared.ts';
import { booleans, classification, dates, labels, numbers, regression, specOf, tableOf } from './tables.ts';

function column(encoding: Encoding, name: string): number[] {
  const position = encoding.features.findIndex((feature) => feature.name === name);
  if (position < 0) throw new Error(`no feature ${name} in ${encoding.features.map((feature) => feature.name).join()}`);
  return Array.from(
    { length: encoding.rowCount },
    (_, row) => encoding.inputs[row * encoding.features.length + position] ?? NaN,
  );
}

describe('encodeTable', () => {
  it('encodes every type of column', () => {
    const table = tableOf(
      numbers('n', [1.5, -2, 3]),
      dates('d', ['1970-01-02', '1970-01-11', '1970-01-01']),
      booleans('b', [true, false, true]),
      labels('c', ['x', 'y', 'x']),
      numbers('y', [1, 2, 3]),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.features).toEqual([
      { name: 'n', column: 'n', kind: 'number' },
      { name: 'd', column: 'd', kind: 'number' },
      { name: 'b', column: 'b', kind: 'indicator' },
      { name: 'c=x', column: 'c', kind: 'indicator' },
      { name: 'c=y', column: 'c', kind: 'indicator' },
    ]);
    expect([...encoding.inputs]).toEqual([1.5, 1, 1, 1, 0, -2, 10, 0, 0, 1, 3, 0, 1, 1, 0]);
    expect(encoding.present).toBeNull();
    expect(encoding.notes).toEqual([]);
  });

  it('keeps the digits of numbers that are large beside their spread', () => {
    const table = tableOf(
      numbers('n', [1e9 + 0.25, 1e9 + 0.5, null, 1e9 + 0.75]),
      numbers('constant', [1e9, 1e9, 1e9, 1e9]),
      numbers('y', [1, 2, 3, 4]),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(column(encoding, 'n')).toEqual([-0.25, 0, 0, 0.25]);
    expect(encoding.features[0]).toEqual({ name: 'n', column: 'n', kind: 'number', offset: 1e9 + 0.5 });
    expect(column(encoding, 'constant')).toEqual([1e9, 1e9, 1e9, 1e9]);
  });

  it('marks missing cells, and adds an indicator from one per cent on', () => {
    const many = Array.from({ length: 200 }, (_, row) => (row < 2 ? null : row));
    const few = Array.from({ length: 200 }, (_, row) => (row < 1 ? null : row));
    const table = tableOf(
      numbers('many', many),
      numbers('few', few),
      labels(
        'label',
        many.map((value) => (value === null ? null : 'a')),
      ),
      numbers(
        'y',
        many.map(() => 0),
      ),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.features.map((feature) => feature.name)).toEqual([
      'many',
      'many (missing)',
      'few',
      'label=a',
      'label (missing)',
    ]);
    expect(column(encoding, 'many (missing)').slice(0, 4)).toEqual([1, 1, 0, 0]);
    expect(column(encoding, 'label=a').slice(0, 4)).toEqual([0, 0, 1, 1]);
    expect([...(encoding.present ?? []).slice(0, 15)]).toEqual([0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('groups labels beyond the fifty most frequent and says so', () => {
    const values = Array.from({ length: 130 }, (_, row) => `l${row < 60 ? row : row % 50}`);
    const table = tableOf(
      labels('c', values),
      numbers(
        'y',
        values.map(() => 1),
      ),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.features).toHaveLength(51);
    expect(column(encoding, 'c=(other)').reduce((sum, value) => sum + value, 0)).toBe(10);
    expect(encoding.notes?.map((note) => [note.code, note.column])).toEqual([['labels-grouped', 'c']]);
    for (let row = 0; row < 130; row += 1) {
      expect(encoding.inputs.slice(row * 51, row * 51 + 51).reduce((sum, value) => sum + value, 0)).toBe(1);
    }
  });

  it('takes text with few labels and leaves out free text', () => {
    const texts = Array.from({ length: 60 }, (_, row) => `sentence ${row}`);
    const table = tableOf(
      labels('free', texts, 'text'),
      labels(
        'short',
        texts.map((_, row) => `s${row % 3}`),
        'text',
      ),
      numbers(
        'y',
        texts.map(() => 1),
      ),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.features.map((feature) => feature.column)).toEqual(['short', 'short', 'short']);
    expect(encoding.notes?.map((note) => [note.code, note.column])).toEqual([['text-left-out', 'free']]);
  });

  it('numbers classes in the order of the task and leaves other labels unlabelled', () => {
    const table = tableOf(
      numbers('x', [1, 2, 3, 4, 5]),
      labels('kind', ['no', 'yes', null, 'maybe', 'yes']),
      numbers('count', [2, 10, 2, 3, 10]),
      numbers('price', [null, 1.5, 2.5, 3.5, 4.5]),
    );
    const encoding = encodeTable(
      table,
      specOf(table, [
        classification('kind', ['yes', 'no']),
        classification('count', ['2', '3', '10']),
        regression('price'),
      ]),
    );
    const [kind, count, price] = encoding.targets;
    expect([...(kind?.values ?? [])]).toEqual([1, 0, 0, 0, 0]);
    expect([...(kind?.labelled ?? [])]).toEqual([1, 1, 0, 0, 1]);
    expect([...(count?.values ?? [])]).toEqual([0, 2, 0, 1, 2]);
    expect([kind?.classCount, count?.classCount, price?.classCount]).toEqual([2, 3, 0]);
    expect([...(price?.values ?? [])]).toEqual([0, 1.5, 2.5, 3.5, 4.5]);
    expect([...(price?.labelled ?? [])]).toEqual([0, 1, 1, 1, 1]);
  });

  it('reads numbers beyond float32 as missing and says so', () => {
    const table = tableOf(numbers('x', [1e300, 1, 2]), numbers('y', [1, 2, 3]));
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(column(encoding, 'x')).toEqual([0, 1, 2]);
    expect(encoding.notes?.[0]?.code).toBe('beyond-float32');
  });

  it('uses only columns of role input, and knows columns named like object members', () => {
    const table = tableOf(numbers('constructor', [1, 2]), numbers('id', [1, 2]), numbers('y', [1, 2]));
    const spec = specOf(table, [regression('y')], { roles: { id: 'id', y: 'task' } });
    expect(encodeTable(table, spec).features).toEqual([]);
  });

  it.each([
    ['an unknown column', { roles: { ghost: 'input' as const } }, /unknown column 'ghost'/],
    ['a task among the inputs', { roles: { y: 'input' as const } }, /a task and an input/],
    ['an unknown task', { tasks: [regression('ghost')], roles: {} }, /unknown task column 'ghost'/],
    ['a regression on labels', { tasks: [regression('c')], roles: {} }, /regression but its column is categorical/],
  ])('refuses %s', (_, changes, message) => {
    const table = tableOf(numbers('y', [1, 2]), labels('c', ['a', 'b']));
    const spec = specOf(table, [regression('y')], changes);
    expect(() => encodeTable(table, spec)).toThrow(
      expect.objectContaining({ code: 'impossible-study', message: expect.stringMatching(message) as string }),
    );
  });
});
