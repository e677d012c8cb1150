import path from 'node:path';
import { z } from 'zod';
import { importOptionsSchema, type Dataset, type ImportOptions } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import { parseStudySpec } from '../store/study-spec.ts';
import { readUserText } from './text-file.ts';

/** A study as a file: its settings, and how its data was read, so that it runs again anywhere to the same numbers. */
export interface StudyFile {
  readonly version: 1;
  readonly study: StudySpec;
  readonly data: { readonly fileName: string; readonly options: ImportOptions } | null;
}

const fileSchema = z.object({
  version: z.int(),
  study: z.unknown(),
  data: z.object({ fileName: z.string(), options: importOptionsSchema }).nullable().default(null),
});

export function toStudyFile(spec: StudySpec, dataset: Dataset): StudyFile {
  const { columns, options } = dataset.description;
  const overridden = columns.filter((column) => column.type !== column.inferredType);
  const columnTypes = Object.fromEntries(overridden.map((column) => [column.name, column.type]));
  const pictureSize = options.pictureSize ?? 32;
  const data = { fileName: dataset.fileName, options: { ...options, pictureSize, columnTypes } };
  return { version: 1, study: spec, data };
}

/** Reads what `toStudyFile` made, or the settings alone. */
export async function readStudyFile(file: string): Promise<StudyFile> {
  const name = path.basename(file);
  const text = await readUserText(file);
  const value = tryParse(text);
  const wrapped = fileSchema.safeParse(value);
  if (!wrapped.success || wrapped.data.study === undefined) {
    checkWrapping(value, name);
    return { version: 1, study: parseStudySpec(text, name), data: null };
  }
  if (wrapped.data.version !== 1) {
    throw new AppError('bad-file', `${name} has version ${wrapped.data.version}, this Tandem knows 1; update Tandem`);
  }
  return { version: 1, study: parseStudySpec(JSON.stringify(wrapped.data.study), name), data: wrapped.data.data };
}

/** Settings alone have no field `study`: what has one was exported, and changed since. */
function checkWrapping(value: unknown, name: string): void {
  if (typeof value !== 'object' || value === null || !('study' in value)) return;
  const issue = fileSchema.safeParse(value).error?.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'study' : issue.path.join('.');
  throw new AppError('bad-file', `invalid ${place} in ${name}: ${issue?.message ?? 'not as described'}`, {
    details: { path: place },
  });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
