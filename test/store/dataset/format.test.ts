import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  importOptionsSchema,
  previewSchema,
  type ImportOptions,
  type Preview,
} from '../../../src-main/contract/dataset.ts';
import { cellLabel } from '../../../src-main/core/table/cell.ts';
import { importFile, previewFile } from '../../../src-main/store/dataset/import-file.ts';
import { readTable } from '../../../src-main/store/dataset/read-table.ts';

/** A file as it must be read, or the error that it must give. */
interface Case {
  readonly file: string;
  readonly options?: Partial<ImportOptions>;
  readonly format?: string;
  readonly types?: Readonly<Record<string, string>>;
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly warnings?: readonly string[];
  readonly parts?: Preview['parts'];
  readonly code?: string;
  readonly message?: string;
}

const fixtures = join(import.meta.dirname, '../../fixture/format');
const cases = JSON.parse(readFileSync(join(fixtures, 'cases.json'), 'utf8')) as Case[];
const temporary = mkdtempSync(join(tmpdir(), 'tandem-format-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function title({ file, options }: Case): string {
  return options === undefined ? file : `${file} with ${JSON.stringify(options)}`;
}

const read = cases.filter(({ code }) => code === undefined).map((each) => [title(each), each] as const);
const refused = cases.filter(({ code }) => code !== undefined).map((each) => [title(each), each] as const);

describe('files of every format', () => {
  it('has a case for every fixture', () => {
    const files = readdirSync(fixtures).filter((name) => name !== 'cases.json');
    expect(files.filter((name) => !cases.some(({ file }) => file === name))).toEqual([]);
  });

  it.each(read)('reads %s, and keeps what the preview shows', async (_, wanted) => {
    const path = join(fixtures, wanted.file);
    const options = importOptionsSchema.parse(wanted.options ?? {});
    const found = await previewFile(path, options);
    expect(previewSchema.parse(found)).toEqual(found);
    const { description } = found;
    expect(description.options.format).toBe(wanted.format);
    expect(Object.fromEntries(description.columns.map(({ name, type }) => [name, type]))).toEqual(wanted.types);
    expect(found.rows).toEqual(wanted.rows);
    expect(description.warnings.map(({ code }) => code)).toEqual(wanted.warnings ?? []);
    expect(found.parts).toEqual(wanted.parts ?? []);

    const imported = await importFile({ path, options, folder: join(temporary, 'kept') });
    expect(imported.description).toEqual(description);
    const table = await readTable(imported.parquetPath, imported.description);
    const rows = Array.from({ length: table.rowCount }, (__, row) =>
      table.columns.map((column) => cellLabel(column, row)),
    );
    expect(rows).toEqual(wanted.rows);
  });

  it.each(refused)('refuses %s and says what to do', async (_, wanted) => {
    const folder = mkdtempSync(join(temporary, 'refused-'));
    const options = importOptionsSchema.parse(wanted.options ?? {});
    const failure = importFile({ path: join(fixtures, wanted.file), options, folder });
    await expect(failure).rejects.toMatchObject({ name: 'AppError', code: wanted.code });
    const { message } = (await failure.catch((error: unknown) => error)) as Error;
    expect(message).toBe(wanted.message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('reads again to the same content with what it found', async () => {
    for (const [, wanted] of read) {
      const path = join(fixtures, wanted.file);
      const folder = join(temporary, 'again');
      const first = await importFile({ path, options: importOptionsSchema.parse(wanted.options ?? {}), folder });
      const { columnTypes = {} } = wanted.options ?? {};
      const options = importOptionsSchema.parse({ ...first.description.options, columnTypes });
      expect((await importFile({ path, options, folder })).contentHash).toBe(first.contentHash);
    }
  });
});
