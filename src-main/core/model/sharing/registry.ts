import { AppError } from '../../../contract/error.ts';
import type { SharingForm } from './form.ts';
import { hard } from './hard.ts';

/** Every sharing form; the first is the default. */
export const sharingForms: readonly SharingForm[] = [hard];

/** The sharing form of that id. Throws AppError `bad-option` when there is none. */
export function findSharingForm(id: string): SharingForm {
  const form = sharingForms.find((candidate) => candidate.description.id === id);
  if (form === undefined) {
    const known = sharingForms.map((candidate) => candidate.description.id).join(', ');
    throw new AppError('bad-option', `unknown sharing form; choose one of ${known}: ${id}`);
  }
  return form;
}
