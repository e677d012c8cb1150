import { cellText, type Column } from '../../component/table-content.ts';

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$',
  '—': '--',
  '<': '$<$',
  '>': '$>$',
};

/** A booktabs table of the rows, numbers as shown. */
export function latexTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], note: string): string {
  const format = columns.map((column) => (column.numeric === true ? 'r' : 'l')).join('');
  const line = (cells: readonly string[]): string => `${cells.map(escapeLatex).join(' & ')} \\\\`;
  return [
    '\\begin{tabular}{' + format + '}',
    '\\toprule',
    line(columns.map((column) => column.label)),
    '\\midrule',
    ...rows.map((row) => line(columns.map((column) => cellText(column, row)))),
    '\\bottomrule',
    '\\end{tabular}',
    `% ${note.replaceAll('\n', ' ')}`,
  ].join('\n');
}

export function escapeLatex(text: string): string {
  return text.replace(/[\\&%$#_{}~^−—<>]/g, (character) => special[character] ?? character);
}
