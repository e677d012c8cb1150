import type { Entry } from 'yauzl';
import type { Archive } from '../unpack/zip-file.ts';
import { serialToText } from './date-format.ts';
import { unescapeText, type Workbook } from './workbook.ts';
import { readXml } from './xml.ts';

/** A cell: a number that is one in the sheet, text, or nothing. */
export type SheetCell = number | string | null;

export interface SheetFacts {
  /** Formulas whose value the file does not hold. */
  readonly emptyFormulas: number;
  /** The first of them, as A1. */
  readonly firstEmptyFormula: string | null;
}

/** Reads a sheet row by row: `take` gets the cells from column A on and the row's number, and ends it with false. */
export async function readSheet(
  archive: Archive,
  entry: Entry,
  file: string,
  workbook: Workbook,
  take: (cells: SheetCell[], row: number) => boolean,
): Promise<SheetFacts> {
  let cells: SheetCell[] = [];
  let row = 0;
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let hasFormula = false;
  let collects = false;
  let inReading = false;
  let done = false;
  let emptyFormulas = 0;
  let firstEmptyFormula: string | null = null;
  await readXml(await archive.open(entry), file, {
    isDone: () => done,
    open(name, attributes) {
      if (name === 'row') {
        row = Number(attributes['r'] ?? row + 1);
        column = -1;
        cells = [];
      } else if (name === 'c') {
        const place = attributes['r'];
        column = place === undefined ? column + 1 : columnOf(place);
        type = attributes['t'] ?? 'n';
        style = Number(attributes['s'] ?? 0);
        value = '';
        hasFormula = false;
      } else if (name === 'f') hasFormula = true;
      else if (name === 'rPh') inReading = true;
      else if (name === 'v' || (name === 't' && !inReading)) collects = true;
    },
    text(text) {
      if (collects) value += text;
    },
    close(name) {
      if (name === 'v' || name === 't') collects = false;
      else if (name === 'rPh') inReading = false;
      else if (name === 'c') {
        if (hasFormula && value === '' && type !== 'str') {
          emptyFormulas += 1;
          firstEmptyFormula ??= `${columnLetters(column)}${row}`;
        }
        while (cells.length < column) cells.push(null);
        cells[column] = toCell(value, type, style, workbook);
      } else if (name === 'row' && !done) done = !take(cells, row);
    },
  });
  return { emptyFormulas, firstEmptyFormula };
}

function toCell(value: string, type: string, style: number, workbook: Workbook): SheetCell {
  if (value === '') return null;
  switch (type) {
    case 's':
      return workbook.strings[Number(value)] ?? null;
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'n': {
      const number = Number(value);
      if (!Number.isFinite(number)) return value;
      const kind = workbook.dateStyles[style] ?? 'none';
      return kind === 'none' ? number : serialToText(number, kind, workbook.from1904);
    }
    case 'str':
    case 'inlineStr':
      return unescapeText(value);
    default:
      // Errors such as #DIV/0! and dates in ISO 8601 stand as text.
      return value;
  }
}

/** `AB12` is column 27, counted from 0. */
function columnOf(place: string): number {
  let column = 0;
  for (let index = 0; index < place.length; index += 1) {
    const code = place.charCodeAt(index);
    if (code < 65 || code > 90) break;
    column = 26 * column + code - 64;
  }
  return column - 1;
}

export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}

/** A merged area, rows from 1, columns from 0. */
export interface MergedArea {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** The merged areas of a sheet, which its file names after the cells. */
export async function readMergedAreas(archive: Archive, entry: Entry): Promise<MergedArea[]> {
  const areas: MergedArea[] = [];
  const stream = await archive.open(entry);
  let rest = '';
  for await (const bytes of stream) {
    rest += (bytes as Buffer).toString('latin1');
    for (const [, from = '', to = ''] of rest.matchAll(/<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+\d+):([A-Z]+\d+)"/g)) {
      areas.push({
        firstRow: Number(from.replace(/\D/g, '')),
        lastRow: Number(to.replace(/\D/g, '')),
        firstColumn: columnOf(from),
        lastColumn: columnOf(to),
      });
    }
    rest = rest.slice(rest.lastIndexOf('<'));
  }
  return areas;
}
