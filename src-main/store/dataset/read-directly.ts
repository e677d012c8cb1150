import { stat } from 'node:fs/promises';
import { cancelled } from './duckdb.ts';
import type { FormatRequest } from './format/format.ts';
import type { ParsedTable, RelationTable } from './raw-table.ts';
import { createImportThreads, type ImportThreads } from './regular/import-threads.ts';
import { chunkBytes } from './regular/read-chunks.ts';
import { readColumns } from './regular/read-columns.ts';
import { scanHead, type ScannedHead } from './regular/scan-head.ts';
import { typeParsedTable } from './regular/type-parsed-table.ts';
import { sampledWarning, textOptions, textWarnings, type TextPlan } from './text-plan.ts';

/** From so many bytes on the start of threads is worth its while. */
const manyBytes = 3 * chunkBytes;

/**
 * A text file that is read in pieces side by side, numbers without a text in between, because it is regular: any reader makes
 * the same table of it. Null where it is not; then it is parsed record by record.
 */
export async function readDirectly(
  request: FormatRequest,
  plan: TextPlan,
  otherwise: () => Promise<RelationTable>,
): Promise<ParsedTable | null> {
  const { path, limit, signal } = request;
  if (signal?.aborted === true) throw cancelled();
  if (plan.encoding !== 'utf-8') return null;
  const { size } = await stat(path);
  // The threads start while the head is scanned.
  const threads = createImportThreads(Math.min(size, limit ?? size) < manyBytes ? 'few' : 'many');
  const stop = (): void => void threads.close(cancelled());
  signal?.addEventListener('abort', stop);
  const close = (): Promise<void> => {
    signal?.removeEventListener('abort', stop);
    return threads.close();
  };
  let table: ParsedTable | null = null;
  try {
    const head = await scanHead(path, plan);
    table = head === null ? null : await parse(request, plan, head, threads, { otherwise, close });
    return table;
  } finally {
    if (table === null) await close();
  }
}

async function parse(
  request: FormatRequest,
  plan: TextPlan,
  head: ScannedHead,
  threads: ImportThreads,
  rest: Pick<ParsedTable, 'otherwise' | 'close'>,
): Promise<ParsedTable | null> {
  const { options } = request;
  const read = await readColumns(request, plan, head, threads);
  if (read === null || read.rowCount === 0) return null;
  const { rowCount, columns } = read;
  const { rowsAbove, named } = head;
  const { names } = named;
  return {
    names,
    rowCount,
    options: textOptions(options, plan, read.format),
    warnings: [
      ...textWarnings(plan, options, read.format),
      ...named.warnings,
      ...(read.complete ? [] : [sampledWarning(rowCount)]),
    ],
    type: (typing, resolved) => typeParsedTable({ names, columns, rowCount, rowsAbove }, resolved, typing, threads),
    ...rest,
  };
}
