import { AppError } from '../../contract/error.ts';
import type { Parameters } from '../../contract/study.ts';
import type { NetworkShape } from './layout.ts';
import type { Network } from './network.ts';
import { createHard } from './sharing/hard.ts';
import { sharingParameters } from './sharing/parameters.ts';
import { findSharingForm } from './sharing/registry.ts';

/** A sharing form and its parameters, under the form's own names. */
export interface SharingChoice {
  readonly form: string;
  readonly parameters: Parameters;
}

export const hardSharing: SharingChoice = { form: 'hard', parameters: {} };

/**
 * The network of a sharing form. With a single task there is nothing to share: every form is then the single-task network.
 * Throws AppError `bad-option` for an unknown form or parameter, and for one that does not fit the shape.
 */
export function createNetwork(choice: SharingChoice, shape: NetworkShape): Network {
  const form = findSharingForm(choice.form);
  const parameters = sharingParameters(form, choice.parameters, shape.heads.length);
  const problem = form.findProblem?.(shape, parameters) ?? null;
  if (problem !== null) throw new AppError('bad-option', problem);
  return shape.heads.length === 1 ? createHard(shape) : form.create(shape, parameters);
}
