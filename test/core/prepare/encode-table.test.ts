import { describe, expect, it } from 'vitest';
import type { ColumnEncoding } from '../../../src-main/contract/input-setting.ts';
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
      labels('c', ['x', 'y', 'x']),
      booleans('b', [true, false, true]),
      numbers('y', [1, 2, 3]),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.features).toEqual([
      { name: 'n', column: 'n', kind: 'number' },
      { name: 'b', column: 'b', kind: 'indicator' },
      { name: 'c', column: 'c', kind: 'code' },
    ]);
    expect([...encoding.inputs]).toEqual([1.5, 1, 1, -2, 0, 2, 3, 1, 1]);
    expect(encoding.groups).toEqual([
      {
        kind: 'one-hot',
        column: 'c',
        first: 2,
        width: 1,
        firstCode: 0,
        codes: 3,
        slots: 3,
        missing: false,
      },
    ]);
    expect(encoding.present).toBeNull();
    expect(encoding.notes).toEqual([]);
  });

  it('takes a date apart into its calendar parts, those of a day only where there is a time', () => {
    const table = tableOf(
      dates('day', ['2024-01-01', '2024-04-03', null, '2024-07-05']),
      dates('moment', ['2024-01-07T00:00:00Z', '2024-01-07T06:00:00Z', '2024-01-07T12:00:00Z', '2024-01-07T18:00:00Z']),
      numbers('y', [1, 2, 3, 4]),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.features.map((feature) => feature.name)).toEqual([
      'day',
      'day (month, sine)',
      'day (month, cosine)',
      'day (weekday, sine)',
      'day (weekday, cosine)',
      'day (missing)',
      'moment',
      'moment (month, sine)',
      'moment (month, cosine)',
      'moment (weekday, sine)',
      'moment (weekday, cosine)',
      'moment (hour, sine)',
      'moment (hour, cosine)',
    ]);
    const close = (name: string, expected: readonly number[]) =>
      column(encoding, name).forEach((value, row) => expect(value).toBeCloseTo(expected[row] ?? NaN, 6));
    close('day (month, sine)', [0, 1, 0, 0]);
    close('day (month, cosine)', [1, 0, 0, -1]);
    close(
      'day (weekday, sine)',
      [1, 3, 0, 5].map((day, row) => (row === 2 ? 0 : Math.sin((2 * Math.PI * day) / 7))),
    );
    close('day (missing)', [0, 0, 1, 0]);
    close('moment (weekday, sine)', [0, 0, 0, 0]);
    close('moment (hour, sine)', [0, 1, 0, -1]);
    const position = encoding.features.findIndex((feature) => feature.name === 'day (month, sine)');
    expect(encoding.present?.[2 * encoding.features.length + position]).toBe(0);
  });

  it('takes a date as one number, or as chosen parts, where the user says so', () => {
    const table = tableOf(dates('day', ['2024-01-01', '2024-04-03']), numbers('y', [1, 2]));
    const named = (encoding: ColumnEncoding) =>
      encodeTable(table, specOf(table, [regression('y')], { inputs: { encodings: { day: encoding } } })).features.map(
        (feature) => feature.name,
      );
    expect(named({ kind: 'number' })).toEqual(['day']);
    expect(named({ kind: 'calendar', parts: ['weekday'] })).toEqual(['day (weekday, sine)', 'day (weekday, cosine)']);
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
    expect(encoding.features.map((feature) => feature.name)).toEqual(['many', 'many (missing)', 'few', 'label']);
    expect(column(encoding, 'many (missing)').slice(0, 4)).toEqual([1, 1, 0, 0]);
    expect(column(encoding, 'label').slice(0, 4)).toEqual([0, 0, 1, 1]);
    expect(encoding.groups?.[0]).toMatchObject({ codes: 2, slots: 3, missing: true });
    expect([...(encoding.present ?? []).slice(0, 12)]).toEqual([0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('learns vectors for more than fifty labels, or groups the rarer ones where one-hot is chosen', () => {
    const values = Array.from({ length: 130 }, (_, row) => `l${row < 60 ? row : row % 50}`);
    const table = tableOf(
      labels('c', values),
      numbers(
        'y',
        values.map(() => 1),
      ),
    );
    const usual = encodeTable(table, specOf(table, [regression('y')]));
    expect(usual.groups?.[0]).toMatchObject({ kind: 'embedding', codes: 61, slots: 61, dimension: 16 });
    expect(usual.notes).toEqual([]);
    const inputs = { encodings: { c: { kind: 'one-hot' as const } } };
    const encoding = encodeTable(table, specOf(table, [regression('y')], { inputs }));
    expect(encoding.groups?.[0]).toMatchObject({ kind: 'one-hot', codes: 61, slots: 51 });
    expect(encoding.notes?.map((note) => [note.code, note.column])).toEqual([['labels-grouped', 'c']]);
  });

  it('refuses an encoding that does not fit the type of the column', () => {
    const table = tableOf(numbers('n', [1, 2]), numbers('y', [1, 2]));
    const spec = specOf(table, [regression('y')], { inputs: { encodings: { n: { kind: 'one-hot' } } } });
    expect(() => encodeTable(table, spec)).toThrow(
      expect.objectContaining({ code: 'impossible-study', message: expect.stringMatching(/'n' is numeric/) as string }),
    );
  });

  it('numbers labels by their text, whatever the order of the rows', () => {
    const codes = (values: string[]) => {
      const table = tableOf(labels('c', values), numbers('y', [1, 2, 3]));
      return column(encodeTable(table, specOf(table, [regression('y')])), 'c');
    };
    expect(codes(['b', 'a', 'c'])).toEqual([2, 1, 3]);
    expect(codes(['c', 'b', 'a'])).toEqual([3, 2, 1]);
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

describe('a group of columns', () => {
  const table = tableOf(
    numbers('a', [1, 2, null]),
    labels('c', ['u', 'v', 'u']),
    numbers('b', [3, 4, 5]),
    numbers('y', [1, 2, 3]),
  );
  const encodeWith = (encoding: ColumnEncoding, columns = ['b', 'a']) =>
    encodeTable(
      table,
      specOf(table, [regression('y')], { inputs: { encodings: {}, groups: [{ name: 'ab', columns, encoding }] } }),
    );

  it('is one vector, in the order of the group', () => {
    const encoding = encodeWith({ kind: 'vector' });
    expect(encoding.features.map((feature) => feature.name)).toEqual(['b', 'a', 'ab (missing)', 'c']);
    expect(column(encoding, 'a')).toEqual([1, 2, 0]);
    expect(column(encoding, 'ab (missing)')).toEqual([0, 0, 1]);
  });

  it('is brought to length 1 where the user says so', () => {
    const encoding = encodeWith({ kind: 'unit-vector' });
    expect(encoding.groups?.find((group) => group.kind === 'unit')).toMatchObject({ width: 2, weighted: false });
  });

  it.each([
    [['b', 'c'], /'c' of the group 'ab' is categorical/],
    [['b', 'y'], /'y' of the group 'ab' is no input/],
    [['b', 'ghost'], /'ghost' of the group 'ab' is not in the table/],
  ])('refuses %s', (columns, message) => {
    expect(() => encodeWith({ kind: 'vector' }, columns)).toThrow(message);
  });

  it('refuses pixels that do not make its length', () => {
    const pixels = { height: 3, width: 2, channels: 1, channelsFirst: false, filters: 4, layers: 1 };
    expect(() => encodeWith({ kind: 'pixels', ...pixels })).toThrow(
      /has 2 numbers a row; 3 × 2 pixels of 1 would be 6; set height, width and channels .*, which multiply to 2/,
    );
  });

  it('proposes the square that the numbers of a vector make', () => {
    const names = Array.from({ length: 12 }, (_, place) => `p${place}`);
    const table = tableOf(...names.map((name) => numbers(name, [1, 2, 3])), numbers('y', [1, 2, 3]));
    const pixels = { height: 28, width: 28, channels: 1, channelsFirst: false, filters: 4, layers: 1 };
    const encodings = {};
    const inputs = {
      encodings,
      groups: [{ name: 'p', columns: names, encoding: { kind: 'pixels' as const, ...pixels } }],
    };
    expect(() => encodeTable(table, specOf(table, [regression('y')], { inputs }))).toThrow(
      /as pixels;height=2;width=2;channels=3/,
    );
  });
});

describe('a column of vectors', () => {
  it('becomes a number for each place, missing where the vector is', () => {
    const table = tableOf(
      { type: 'vector', name: 'v', codes: Int32Array.of(0, 1, -1), labels: ['[1, 2.5]', '-3 4e1'] },
      numbers('y', [1, 2, 3]),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.features.map((feature) => feature.name)).toEqual(['v 1', 'v 2', 'v (missing)']);
    expect(column(encoding, 'v 2')).toEqual([2.5, 40, 0]);
    expect([...(encoding.present ?? [])]).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 1]);
  });

  it('is no task', () => {
    const table = tableOf(
      { type: 'vector', name: 'v', codes: Int32Array.of(0, 0), labels: ['[1, 2.5]'] },
      numbers('x', [1, 2]),
    );
    expect(() => encodeTable(table, specOf(table, [regression('v')]))).toThrow(/task 'v' is a vector/);
  });
});
