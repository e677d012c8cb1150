import type { ColumnInput } from '../../contract/input-setting.ts';
import { renderTable } from './html.ts';

/** More inputs than this are counted, not listed. */
const mostListed = 200;

/** How every input enters the network, a row each. */
export function renderInputs(inputs: readonly ColumnInput[]): string {
  if (inputs.length === 0) return '';
  const rows = inputs.slice(0, mostListed).map((input) => ({
    cells: [
      input.members.length === 0 ? input.column : `${input.column} (${input.members.length} columns)`,
      input.summary,
      input.explanation,
      input.chosen ? 'chosen' : 'usual',
      String(input.width),
    ],
  }));
  const rest = inputs.length - rows.length;
  return renderTable({
    caption: rest > 0 ? `Inputs, the first ${mostListed} of ${inputs.length}` : 'Inputs',
    columns: ['Input', 'Becomes', 'How', 'Choice', 'Numbers'],
    textColumns: [1, 2, 3],
    groups: [{ heading: null, rows }],
  });
}
