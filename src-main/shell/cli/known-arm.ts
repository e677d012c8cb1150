import { armId } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { parseArm } from './arm-argument.ts';

/** The id of the study's arm that is meant: by its id, or as `--arm` of `run` was given it. What it does not know stays as it is. */
export function readKnownArm(given: string, { arms }: Pick<StudySpec, 'arms'>): string {
  const ids = arms.map(armId);
  if (ids.includes(given)) return given;
  try {
    const id = armId(parseArm(given, 'hard'));
    return ids.includes(id) ? id : given;
  } catch (error) {
    if (error instanceof AppError) return given;
    throw error;
  }
}
