import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sampleSchema } from '../../contract/application.ts';
import { importOptionsSchema } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { roleSchema, studySpecSchema } from '../../contract/study.ts';

const recordSchema = z.strictObject({
  sample: sampleSchema,
  /** Where it stands among the others. */
  position: z.int().min(1),
  /** The file beside the record, of any format that is imported. */
  file: z.string().regex(/^[\w-]+(?:\.[a-z0-9]+)+$/),
  /** What of the import is not found from the file. */
  import: importOptionsSchema.prefault({}),
  /** Roles that are not guessed; tasks are listed below, everything else is an input. */
  roles: z.record(z.string(), roleSchema),
  tasks: z.array(studySpecSchema.shape.tasks.element).min(2),
  /** The recommended settings of a study of it. */
  study: studySpecSchema.pick({
    split: true,
    seeds: true,
    baseSeed: true,
    network: true,
    training: true,
    arms: true,
    claim: true,
    fewerModelsIsAGoal: true,
    note: true,
    inputs: true,
    audit: true,
  }),
});

export type SampleRecord = z.infer<typeof recordSchema> & {
  /** Where its data lies. */
  readonly filePath: string;
};

/**
 * The samples of a folder in their order, each in a folder of its own with `sample.json` and its file. Throws AppError
 * `storage` where a record is not as described.
 */
export async function readSamples(folder: string): Promise<SampleRecord[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const records: SampleRecord[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name, 'sample.json');
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) continue;
    const record = parseRecord(text, path);
    records.push({ ...record, filePath: join(folder, entry.name, record.file) });
  }
  return records.sort((first, second) => first.position - second.position);
}

function parseRecord(text: string, path: string): z.infer<typeof recordSchema> {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new AppError('storage', `${path} is not a sample's record: ${what}; restore the file`, { cause: error });
  }
}
