import { z } from 'zod';
import { AppError } from '../contract/error.ts';
import { studySpecSchema, type StudySpec } from '../contract/study.ts';

export const specVersion = 1;

const versionedSchema = z.looseObject({ version: z.int() });

/**
 * Reads a study's settings from JSON text. `where` names the source in messages. Older versions are upgraded here,
 * one function a version; a newer one is refused.
 */
export function parseStudySpec(text: string, where: string): StudySpec {
  const value = parseJson(text, where);
  const versioned = versionedSchema.safeParse(value);
  if (!versioned.success) {
    throw new AppError('bad-file', `${where} is not a study: missing version; export one with "tandem export ID"`);
  }
  if (versioned.data.version > specVersion) {
    throw new AppError(
      'bad-file',
      `${where} has version ${versioned.data.version}, this Tandem knows ${specVersion}; update Tandem`,
    );
  }
  const spec = studySpecSchema.safeParse(value);
  if (spec.success) return spec.data;
  const issue = spec.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'study' : issue.path.join('.');
  throw new AppError('bad-file', `invalid ${place} in ${where}: ${issue?.message ?? 'not as described'}`, {
    details: { path: place },
  });
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('bad-file', `${where} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
