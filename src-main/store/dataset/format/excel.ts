import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ImportWarning } from '../../../contract/dataset.ts';
import { badFile } from '../bad-file.ts';
import { cancelled } from '../duckdb.ts';
import { readMergedAreas, readSheet, type SheetFacts } from '../excel/read-sheet.ts';
import { formulaWarning, SheetTable } from '../excel/sheet-table.ts';
import { readWorkbook, type Sheet, type Workbook } from '../excel/workbook.ts';
import { resolveOptions, type RawTable } from '../raw-table.ts';
import { sampledWarning } from '../text-plan.ts';
import { openArchive, type Archive } from '../unpack/zip-file.ts';
import { listed } from '../unpack/zip-member.ts';
import type { FileFormat, FormatRequest } from './format.ts';

/** Rows of a preview; a workbook is unpacked for each. */
const previewRows = 20_000;

/** A sheet of an Excel workbook. */
export const excel: FileFormat = {
  id: 'excel',
  title: 'an Excel workbook',
  // A workbook is a zip archive and told by its members.
  recognises: () => false,
  read: readExcel,
};

async function readExcel(request: FormatRequest): Promise<RawTable> {
  const { path, file, options, signal } = request;
  const archive = await openArchive(path, file);
  try {
    const workbook = await readWorkbook(archive, file);
    const names = workbook.sheets.map(({ name }) => name);
    request.onParts?.({ kind: 'sheet', names, chosen: options.sheet });
    const sheet = await chooseSheet(request, archive, workbook);
    const place = `${file}, sheet ${sheet.name}`;
    const merged = await readMergedAreas(archive, sheet.entry);
    const table = new SheetTable(place, join(request.folder, `${randomUUID()}.csv`), options, merged);
    let facts: SheetFacts;
    const progress: { complete: boolean } = { complete: true };
    try {
      facts = await readSheet(archive, sheet.entry, place, workbook, (cells, row) => {
        if (signal?.aborted === true) throw cancelled();
        table.take(cells, row);
        if (row % 1000 === 0) request.onProgress?.(null);
        progress.complete = request.limit === null || table.rowCount < previewRows;
        return progress.complete;
      });
      table.end();
    } finally {
      table.close();
    }
    const laid = table.finish();
    const marks = laid.detector.decide(',', options);
    return {
      columns: laid.columns,
      relation: laid.relation,
      rowCount: laid.rows.length,
      rowInFile: (index) => laid.rows[index] ?? 0,
      options: resolveOptions(options, {
        format: 'excel',
        sheet: sheet.name,
        header: laid.header,
        skipRows: laid.skipRows,
        decimalMark: marks.decimalMark,
        thousandsMark: marks.thousandsMark,
      }),
      warnings: [
        ...sheetWarning(options.sheet, sheet, names),
        ...formulaWarning(facts.emptyFormulas, facts.firstEmptyFormula),
        ...laid.warnings,
        ...(progress.complete ? [] : [sampledWarning(laid.rows.length)]),
      ],
      parts: [{ kind: 'sheet', names, chosen: sheet.name }],
    };
  } finally {
    archive.close();
  }
}

/** The wanted sheet, else the first that is shown and holds cells. */
async function chooseSheet({ file, options }: FormatRequest, archive: Archive, workbook: Workbook): Promise<Sheet> {
  const { sheets } = workbook;
  if (options.sheet !== null) {
    const found = sheets.find(({ name }) => name === options.sheet);
    if (found !== undefined) return found;
    const names = listed(sheets.map(({ name }) => name));
    throw badFile({ file }, `no sheet '${options.sheet}' in the workbook; it has ${names}`);
  }
  for (const sheet of [...sheets.filter(({ hidden }) => !hidden), ...sheets.filter(({ hidden }) => hidden)]) {
    const found: { cells: boolean } = { cells: false };
    await readSheet(archive, sheet.entry, file, workbook, (cells) => {
      found.cells = cells.some((cell) => cell !== null);
      return !found.cells;
    });
    if (found.cells) return sheet;
  }
  throw badFile({ file }, `every sheet of the workbook is empty (${listed(sheets.map(({ name }) => name))})`);
}

function sheetWarning(wanted: string | null, sheet: Sheet, names: readonly string[]): ImportWarning[] {
  if (wanted !== null || names.length < 2) return [];
  return [
    {
      code: 'sheet-chosen',
      message: `the workbook has ${names.length} sheets (${listed(names)}); ${sheet.name} was read`,
    },
  ];
}
