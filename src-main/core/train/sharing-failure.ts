import { AppError } from '../../contract/error.ts';
import type { ArmSpec, StudySpec } from '../../contract/study.ts';
import type { BalancingMethod } from '../balance/method.ts';
import { findMethod } from '../balance/registry.ts';
import { arrange, stagesOf } from '../balance/stage/registry.ts';
import { createNetwork } from '../model/create-network.ts';
import { headOutputs, trainedSharedSize } from '../model/layout.ts';
import { findSharingForm } from '../model/sharing/registry.ts';
import { sharingOf } from './sharing-choice.ts';

/**
 * Why an arm cannot share as it says, with what to do: a parameter that does not fit, or a method that compares gradients where
 * no parameter feels several losses. Null where it can.
 */
export function findSharingFailure(arm: ArmSpec, spec: Pick<StudySpec, 'network' | 'tasks'>): string | null {
  try {
    const { layout, representation } = createNetwork(sharingOf(arm, spec.tasks.length).choice, {
      inputs: 1,
      widths: spec.network.widths,
      layerNorm: spec.network.layerNorm,
      heads: spec.tasks.map(({ type, classes }) => headOutputs({ type, classCount: classes.length })),
    });
    const method = methodOf(arm);
    const form = findSharingForm(arm.sharing).description.name;
    if (method.onRepresentation === true && representation === null) {
      return `stage.gradients=representation asks for an activation that all tasks read, and ${form} has none; take the gradients of the parameters, or share hard`;
    }
    if (method.gramian === 'none' || spec.tasks.length < 2 || trainedSharedSize(layout) > 0) return null;
    return `${method.description.name} compares the tasks' gradients of shared parameters, and ${form} trains none that several tasks share; choose a method that weighs losses alone, or another sharing form`;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** The arm's method inside its stages, or alone where they do not suit it: that is no matter of sharing. */
function methodOf(arm: ArmSpec): BalancingMethod {
  const method = findMethod(arm.method);
  return findStageFailure(arm) === null ? arrange(method, stagesOf(method, arm.parameters).choice) : method;
}

/** Why the stages of an arm do not suit its method or each other, with what they are. Null where they do. */
export function findStageFailure(arm: ArmSpec): string | null {
  try {
    stagesOf(findMethod(arm.method), arm.parameters);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** Throws AppError `bad-option` where an arm cannot share as it says. */
export function checkSharing(arm: ArmSpec, spec: Pick<StudySpec, 'network' | 'tasks'>): void {
  const failure = findSharingFailure(arm, spec);
  if (failure !== null) throw new AppError('bad-option', failure);
}
