import { AppError } from '../../contract/error.ts';

export interface DelimitedRow {
  /** 1-based line of the file on which the row begins. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Reads comma-separated text with quoted fields (RFC 4180), any line ends, blank lines skipped, a byte order mark dropped. */
export function parseDelimited(text: string, fileName: string): DelimitedRow[] {
  const rows: DelimitedRow[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let wasQuoted = false;
  let line = 1;
  let rowLine = 1;
  const endField = (): void => {
    fields.push(wasQuoted ? field : field.trim());
    field = '';
    wasQuoted = false;
  };
  const endRow = (): void => {
    endField();
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: rowLine, fields });
    fields = [];
  };
  for (let index = text.startsWith('\uFEFF') ? 1 : 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === '\n') line += 1;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[index + 1] === '"') {
        field += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"' && field.trim() === '' && !wasQuoted) {
      field = '';
      quoted = true;
      wasQuoted = true;
    } else if (character === ',') endField();
    else if (character === '\n') {
      endRow();
      rowLine = line;
    } else if (character !== '\r' && !(wasQuoted && character.trim() === '')) field += character;
  }
  if (quoted)
    throw new AppError('bad-file', `${fileName}, row ${rowLine}: a quoted field is never closed; close it with "`);
  if (field !== '' || fields.length > 0 || wasQuoted) endRow();
  return rows;
}
