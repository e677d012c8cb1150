import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../../contract/error.ts';
import { badFile } from '../bad-file.ts';
import { cancelled } from '../duckdb.ts';
import { findEncoding, readText } from '../encoding.ts';
import { findRecords } from '../json/find-records.ts';
import { JsonFault, parseJson, type ParsedJson } from '../json/parse-json.ts';
import { notNumbersWarning, toRawTable } from '../json/raw-json.ts';
import { RecordCollector } from '../json/record-collector.ts';
import type { RawTable } from '../raw-table.ts';
import type { FileFormat, FormatRequest } from './format.ts';

/** One JSON text is held in memory; a longer one does not fit into a string. */
const longestText = 500_000_000;

/** JSON: an array of objects, an object of columns, or one of the forms that table libraries write. */
export const json: FileFormat = {
  id: 'json',
  title: 'a JSON file',
  recognises: (head, name) =>
    /\.(?:json|geojson)$/.test(name) ||
    (!/\.(?:csv|tsv|tab|txt)$/.test(name) &&
      /^\ufeff?\s*[[{]\s*["{[\]}]/.test(new TextDecoder().decode(head.subarray(0, 200)))),
  read: readJson,
};

async function readJson(request: FormatRequest): Promise<RawTable> {
  const { path, file, options, signal } = request;
  const { encoding } = await findEncoding(path, file, options.encoding, 'whole', signal);
  const parsed = parseText(file, await readWhole(request, encoding));
  const found = findRecords(file, parsed.value);
  const collector = new RecordCollector(file, join(request.folder, `${randomUUID()}.csv`));
  try {
    let row = 0;
    for (const record of found.records) {
      row += 1;
      collector.add(record, row);
      if (row % 10_000 === 0) {
        await new Promise(setImmediate);
        if (signal?.aborted === true) throw cancelled();
      }
    }
  } finally {
    collector.close();
  }
  const warnings = [...found.warnings, ...notNumbersWarning(parsed.notNumbers)];
  return toRawTable(collector.finish(), options, { format: 'json', encoding }, warnings);
}

async function readWhole({ path, file, signal, onProgress }: FormatRequest, encoding: string): Promise<string> {
  let text = '';
  for await (const piece of readText(path, file, encoding, signal)) {
    text += piece;
    if (text.length > longestText) {
      const message = `${file} has more than ${longestText / 1e6} million characters; write it as JSON Lines, Parquet or CSV`;
      throw new AppError('too-large', message, { details: { file } });
    }
    onProgress?.(null);
  }
  return text;
}

function parseText(file: string, text: string): ParsedJson {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const before = text.slice(0, error.position);
    const row = before.split('\n').length;
    const character = error.position - before.lastIndexOf('\n');
    throw badFile(
      { file, row },
      `${error.message} (character ${character}); repair the text, or write one JSON object a line`,
      error,
    );
  }
}
