import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { badFile } from '../bad-file.ts';
import { cancelled } from '../duckdb.ts';
import { findEncoding, readText } from '../encoding.ts';
import { JsonFault, parseJson } from '../json/parse-json.ts';
import { notNumbersWarning, toRawTable } from '../json/raw-json.ts';
import { RecordCollector } from '../json/record-collector.ts';
import type { RawTable } from '../raw-table.ts';
import { sampledWarning } from '../text-plan.ts';
import type { FileFormat, FormatRequest } from './format.ts';

const longestLine = 64 * 1024 * 1024;

/** JSON Lines: one object a line. */
export const jsonLines: FileFormat = {
  id: 'json-lines',
  title: 'a JSON Lines file',
  recognises: (head, name) =>
    /\.(?:jsonl|ndjson)$/.test(name) ||
    (!/\.(?:csv|tsv|tab|txt|json)$/.test(name) && hasTwoRecords(head)) ||
    (name.endsWith('.json') && hasTwoRecords(head)),
  read: readJsonLines,
};

/** Whether the first two lines are objects, each whole on its line. */
function hasTwoRecords(head: Uint8Array): boolean {
  const lines = new TextDecoder().decode(head).split('\n', 3);
  return lines.length > 1 && lines.slice(0, 2).every((line) => /^\s*\{.*\}\s*$/.test(line));
}

async function readJsonLines(request: FormatRequest): Promise<RawTable> {
  const { path, file, options, signal } = request;
  const { encoding } = await findEncoding(path, file, options.encoding, 'whole', signal);
  const { size } = await stat(path);
  const collector = new RecordCollector(file, join(request.folder, `${randomUUID()}.csv`));
  let notNumbers = 0;
  let row = 0;
  let complete = true;
  function take(line: string): void {
    row += 1;
    if (line.trim() === '') return;
    const parsed = parseLine(file, line, row);
    notNumbers += parsed.notNumbers;
    collector.add(parsed.value, row);
  }
  try {
    let rest = '';
    let length = 0;
    for await (const text of readText(path, file, encoding, signal)) {
      if (signal?.aborted === true) throw cancelled();
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) {
        throw badFile(
          { file, row: row + lines.length + 1 },
          'the line is longer than 64 MiB; is it one JSON text? Read it as JSON',
        );
      }
      for (const line of lines) take(line);
      length += text.length;
      request.onProgress?.(Math.min(1, length / size));
      if (request.limit !== null && length >= request.limit) {
        complete = false;
        break;
      }
    }
    if (complete && rest !== '') take(rest);
  } finally {
    collector.close();
  }
  const warnings = [...notNumbersWarning(notNumbers), ...(complete ? [] : [sampledWarning(collector.rowCount)])];
  return toRawTable(collector.finish(), options, { format: 'json-lines', encoding }, warnings);
}

function parseLine(file: string, line: string, row: number): ReturnType<typeof parseJson> {
  try {
    return parseJson(line);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw badFile(
      { file, row },
      `${error.message} (character ${error.position + 1}); every line must be one JSON object`,
      error,
    );
  }
}
