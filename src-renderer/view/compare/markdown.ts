import { cellText, type Column } from '../../component/table-content.ts';

/** A pipe table of the rows, numbers as shown, with the note below it. */
export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], note: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((column) => escapeMarkdown(column.label))),
    line(columns.map((column) => (column.numeric === true ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map((column) => escapeMarkdown(cellText(column, row))))),
    '',
    escapeMarkdown(note),
  ].join('\n');
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\|*_<>`[\]]/g, (character) => `\\${character}`).replaceAll('\n', ' ');
}
