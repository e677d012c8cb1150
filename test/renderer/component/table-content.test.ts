import { describe, expect, it } from 'vitest';
import {
  commaSeparated,
  nextSort,
  sortRows,
  tableContent,
  type Column,
} from '../../../src-renderer/component/table-content.ts';

interface Row {
  readonly name: string;
  readonly size: number | null;
}

const rows: readonly Row[] = [
  { name: 'b <2>', size: 0.123_456_789 },
  { name: 'a\t"x"', size: null },
  { name: 'c', size: -2 },
];
const columns: readonly Column<Row>[] = [
  { id: 'name', label: 'Name', sortable: true, value: (row) => row.name },
  { id: 'size', label: 'Size', numeric: true, value: (row) => row.size, text: (row) => row.size?.toFixed(2) ?? '—' },
];

describe('tableContent', () => {
  it('copies heads and full precision as text, what is shown as HTML', () => {
    const { text, html } = tableContent(columns, rows, 'Sizes & names');
    expect(text.split('\n')).toEqual(['Name\tSize', 'b <2>\t0.123456789', 'a "x"\t', 'c\t-2']);
    expect(html).toContain('<caption>Sizes &amp; names</caption>');
    expect(html).toContain('<td>b &lt;2&gt;</td><td>0.12</td>');
    expect(html).toContain('<td>—</td>');
  });
});

describe('commaSeparated', () => {
  it('quotes what needs quotes', () => {
    expect(commaSeparated([['a,b', 'say "x"', null, 1.5]])).toBe('"a,b","say ""x""",,1.5\r\n');
  });
});

describe('sortRows', () => {
  it('puts missing values last in both directions', () => {
    const sizes = (direction: 'ascending' | 'descending') =>
      sortRows(columns, rows, { column: 'size', direction }).map((row) => row.size);
    expect(sizes('ascending')).toEqual([-2, 0.123_456_789, null]);
    expect(sizes('descending')).toEqual([0.123_456_789, -2, null]);
  });

  it('leaves rows as they are without a sort', () => {
    expect(sortRows(columns, rows, null)).toBe(rows);
  });

  it('turns round on the second press of one head', () => {
    const first = nextSort(null, 'name');
    expect(first).toEqual({ column: 'name', direction: 'ascending' });
    expect(nextSort(first, 'name').direction).toBe('descending');
    expect(nextSort(nextSort(first, 'name'), 'size')).toEqual({ column: 'size', direction: 'ascending' });
  });
});

describe('cells that a spreadsheet would compute', () => {
  interface Row {
    readonly name: string;
  }
  const columns = [{ id: 'name', label: '=cmd', value: (row: Row) => row.name }];

  it.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+1-1', "'+1-1"],
    ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
    [' \u200b=HYPERLINK("http://x")', '\' \u200b=HYPERLINK("http://x")'],
    ['-0.5', '-0.5'],
    ['+1,5 %', '+1,5 %'],
    ['a=b', 'a=b'],
  ])('copies %j as %j', (given, copied) => {
    expect(tableContent(columns, [{ name: given }], 'rows').text).toBe(`'=cmd\n${copied}`);
  });

  it('are quoted in a CSV file and are text in HTML', () => {
    expect(commaSeparated([['=A1,"x"']])).toBe('"\'=A1,""x"""\r\n');
    expect(commaSeparated([[-1.5, null]])).toBe('-1.5,\r\n');
    const { html } = tableContent(columns, [{ name: '=<script>' }], 'rows');
    expect(html).toContain(`<td style="mso-number-format:'\\@'">=&lt;script&gt;</td>`);
  });
});
