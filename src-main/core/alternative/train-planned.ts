import type { TrainingMaterial } from '../train/material.ts';
import type { CohortPlan } from '../train/cohort-plan.ts';
import { trainCohort, type CohortOptions } from '../train/train-cohort.ts';
import { fitReference } from './fit-reference.ts';
import { findAlternative } from './registry.ts';
import { trainStaged } from './train-staged.ts';

/** Trains a cohort of a study, whether of twins and multi-task arms or of an alternative, to the end or until it is told to stop. */
export async function trainPlanned(
  plan: CohortPlan,
  material: TrainingMaterial,
  options: CohortOptions,
): Promise<void> {
  const { alternative } = plan;
  if (alternative === undefined) return trainCohort(plan, material, options);
  const { way } = findAlternative(alternative.method);
  if (way.kind === 'reference') return fitReference(plan, alternative, way, material, options);
  return trainStaged(plan, alternative, way, material, options);
}
