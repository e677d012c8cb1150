import type { FileParts, ImportWarning } from '../../../contract/dataset.ts';
import { badFile } from '../bad-file.ts';
import type { UnpackStep } from './gzip.ts';
import { openArchive } from './zip-file.ts';

/** What macOS and Windows leave in archives beside the files. */
const clutter = /(?:^|\/)(?:__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;
const tableNames = /\.(?:csv|tsv|tab|txt|dat|json|jsonl|ndjson|parquet|xlsx|xlsm|sqlite|sqlite3|db|duckdb)(?:\.gz)?$/i;

export interface UnpackedMember {
  readonly member: string;
  readonly parts: readonly FileParts[];
  readonly warnings: readonly ImportWarning[];
}

/**
 * Unpacks one file of an archive: the wanted one, else the first by name that looks like a table. Null where the
 * archive is a workbook itself.
 */
export async function unpackMember(step: UnpackStep, wanted: string | null): Promise<UnpackedMember | null> {
  const { path, file, target } = step;
  const archive = await openArchive(path, file);
  try {
    const all = archive.entries.map((entry) => entry.fileName);
    if (all.includes('xl/workbook.xml')) return null;
    refuseDocuments(file, all);
    const names = all.filter((name) => !clutter.test(name)).sort();
    if (names.length === 0) throw badFile({ file }, 'the archive holds no file; pack a table into it');
    if (wanted !== null && !names.includes(wanted)) {
      throw badFile({ file }, `no member '${wanted}' in the archive; it holds ${listed(names)}`);
    }
    const tables = names.filter((name) => tableNames.test(name));
    const member = wanted ?? tables[0] ?? names[0] ?? '';
    const entry = archive.entries.find(({ fileName }) => fileName === member);
    if (entry === undefined) throw badFile({ file }, `no member '${member}' in the archive`);
    await archive.extract(entry, target, step.signal);
    const choices = tables.includes(member) ? tables : names;
    return {
      member,
      parts: [{ kind: 'member', names: choices, chosen: member }],
      warnings:
        wanted === null && choices.length > 1
          ? [
              {
                code: 'member-chosen',
                message: `the archive holds ${choices.length} files (${listed(choices)}); ${member} was read`,
              },
            ]
          : [],
    };
  } finally {
    archive.close();
  }
}

function refuseDocuments(file: string, names: readonly string[]): void {
  if (names.includes('xl/workbook.bin')) {
    throw badFile({ file }, 'a binary Excel workbook (.xlsb); save it as .xlsx or CSV first');
  }
  if (names.includes('mimetype') && names.includes('content.xml')) {
    throw badFile({ file }, 'an OpenDocument file; save the sheet as .xlsx or CSV first');
  }
  if (names.includes('word/document.xml')) {
    throw badFile({ file }, 'a Word document; copy its table into a sheet and save that as .xlsx or CSV');
  }
}

/** The first names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
