/** Text as HTML content or attribute value: whatever a column or a study is called, it stays text. */
export function escapeHtml(text: string): string {
  return text.replace(controls, '\uFFFD').replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Control characters other than tab and line ends: no document may hold them. */
const controls = /[^\P{Cc}\t\n\r]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is already safe, as opposed to text. */
export interface Markup {
  readonly markup: string;
}

export type Cell = string | Markup;

function toMarkup(cell: Cell): string {
  return typeof cell === 'string' ? escapeHtml(cell) : cell.markup;
}

export interface TableGroup {
  readonly heading: Cell | null;
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly className?: string }[];
}

/** A table with a caption and scoped heads; the first column names the row. `textColumns` are aligned left. */
export function renderTable(options: {
  caption: string;
  columns: readonly Cell[];
  groups: readonly TableGroup[];
  textColumns?: readonly number[];
  className?: string;
}): string {
  const text = new Set([0, ...(options.textColumns ?? [])]);
  const align = (index: number): string => (text.has(index) ? ' class="text"' : '');
  const head = options.columns.map((cell, index) => `<th scope="col"${align(index)}>${toMarkup(cell)}</th>`).join('');
  const bodies = options.groups.map(({ heading, rows }) => {
    const title =
      heading === null
        ? ''
        : `<tr class="group"><th scope="rowgroup" colspan="${options.columns.length}">${toMarkup(heading)}</th></tr>`;
    const lines = rows.map(({ cells, className }) => {
      const row = cells.map((cell, index) =>
        index === 0 ? `<th scope="row">${toMarkup(cell)}</th>` : `<td${align(index)}>${toMarkup(cell)}</td>`,
      );
      return `<tr${className === undefined ? '' : ` class="${escapeHtml(className)}"`}>${row.join('')}</tr>`;
    });
    return `<tbody>${title}${lines.join('')}</tbody>`;
  });
  return `<table${options.className === undefined ? '' : ` class="${options.className}"`}><caption>${escapeHtml(options.caption)}</caption><thead><tr>${head}</tr></thead>${bodies.join('')}</table>`;
}

export function paragraph(text: string, className?: string): string {
  return `<p${className === undefined ? '' : ` class="${className}"`}>${escapeHtml(text)}</p>`;
}

export function renderList(items: readonly string[], empty: string): string {
  if (items.length === 0) return paragraph(empty);
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

export function section(title: string, content: string, className?: string): string {
  return `<section${className === undefined ? '' : ` class="${className}"`}><h2>${escapeHtml(title)}</h2>${content}</section>`;
}
