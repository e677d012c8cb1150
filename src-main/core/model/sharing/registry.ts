import { AppError } from '../../../contract/error.ts';
import { adapter } from './adapter.ts';
import { cgc } from './cgc.ts';
import { crossStitch } from './cross-stitch.ts';
import { film } from './film.ts';
import type { SharingForm } from './form.ts';
import { frozen } from './frozen.ts';
import { hard } from './hard.ts';
import { mmoe } from './mmoe.ts';
import { mtan } from './mtan.ts';
import { ple } from './ple.ts';
import { soft } from './soft.ts';
import { split } from './split.ts';
import { traceNorm } from './trace-norm.ts';

/** Every sharing form; the first is the default. */
export const sharingForms: readonly SharingForm[] = [
  hard,
  split,
  frozen,
  film,
  adapter,
  soft,
  traceNorm,
  crossStitch,
  mtan,
  mmoe,
  cgc,
  ple,
];

/** The sharing form of that id. Throws AppError `bad-option` when there is none. */
export function findSharingForm(id: string): SharingForm {
  const form = sharingForms.find((candidate) => candidate.description.id === id);
  if (form === undefined) {
    const known = sharingForms.map((candidate) => candidate.description.id).join(', ');
    throw new AppError('bad-option', `unknown sharing form; choose one of ${known}: ${id}`);
  }
  return form;
}
