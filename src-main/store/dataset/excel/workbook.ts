import { posix } from 'node:path';
import type { Entry } from 'yauzl';
import { badFile } from '../bad-file.ts';
import type { Archive } from '../unpack/zip-file.ts';
import { isDateFormat, type DateKind } from './date-format.ts';
import { readXml, type XmlHandler } from './xml.ts';

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly entry: Entry;
}

/** What the cells of a workbook refer to. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly strings: readonly string[];
  /** By cell style: whether its number is shown as a date, a time of day, or as it is. */
  readonly dateStyles: readonly DateKind[];
  /** Whether day 0 is 1904-01-01, as older Macs had it. */
  readonly from1904: boolean;
}

/** Reads what is common to all sheets. Throws AppError `bad-file` where the workbook is damaged. */
export async function readWorkbook(archive: Archive, file: string): Promise<Workbook> {
  const targets = new Map<string, string>();
  await readPart(archive, file, 'xl/_rels/workbook.xml.rels', {
    open(name, { Id, Target, Type }) {
      if (
        name === 'Relationship' &&
        Id !== undefined &&
        Target !== undefined &&
        Type?.endsWith('/worksheet') === true
      ) {
        targets.set(Id, posix.normalize(Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`));
      }
    },
  });
  const sheets: Sheet[] = [];
  let from1904 = false;
  await readPart(archive, file, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isTrue(attributes['date1904']);
      if (name !== 'sheet') return;
      const entry = findEntry(archive, targets.get(attributes['r:id'] ?? attributes['id'] ?? ''));
      const state = attributes['state'] ?? 'visible';
      if (entry !== undefined) sheets.push({ name: attributes['name'] ?? '', hidden: state !== 'visible', entry });
    },
  });
  if (sheets.length === 0) throw badFile({ file }, 'the workbook holds no sheet with cells');
  return { sheets, strings: await readStrings(archive, file), dateStyles: await readStyles(archive, file), from1904 };
}

async function readStrings(archive: Archive, file: string): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let inReading = false;
  await readPart(archive, file, 'xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') inReading = true;
      else if (name === 't') inText = !inReading;
    },
    text(text) {
      if (inText) current += text;
    },
    close(name) {
      if (name === 'si') strings.push(unescapeText(current));
      else if (name === 'rPh') inReading = false;
      else if (name === 't') inText = false;
    },
  });
  return strings;
}

async function readStyles(archive: Archive, file: string): Promise<DateKind[]> {
  const custom = new Map<string, string>();
  const styles: DateKind[] = [];
  let inCells = false;
  await readPart(archive, file, 'xl/styles.xml', {
    open(name, { numFmtId, formatCode }) {
      if (name === 'numFmt' && numFmtId !== undefined) custom.set(numFmtId, formatCode ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) styles.push(isDateFormat(Number(numFmtId ?? 0), custom.get(numFmtId ?? '')));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

async function readPart(archive: Archive, file: string, path: string, handler: XmlHandler): Promise<void> {
  const entry = findEntry(archive, path);
  if (entry !== undefined) await readXml(await archive.open(entry), file, handler);
}

function findEntry(archive: Archive, path: string | undefined): Entry | undefined {
  return archive.entries.find((entry) => entry.fileName.toLowerCase() === path?.toLowerCase());
}

function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}

/** Characters that XML cannot hold stand in workbooks as _x000D_. */
export function unescapeText(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
