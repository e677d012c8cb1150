import { alternativeIds, parametersOf, type AlternativeId } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { ArmSpec, Parameters } from '../../contract/study.ts';
import { parametersFor } from '../balance/parameters.ts';
import type { AlternativeModel } from './alternative.ts';
import { ensemble, ensembleShort } from './ensemble.ts';
import { equalCapacity } from './equal-capacity.ts';
import { equalCompute } from './equal-compute.ts';
import { groupingAffinity, groupingPairs } from './grouping/grouping.ts';
import { linearProbe } from './linear-probe.ts';
import { linearReference } from './linear-reference.ts';
import { multiLabel } from './multi-label.ts';
import { noiseTask } from './noise-task.ts';
import { sequential, sequentialFrozen } from './sequential.ts';

const byId: Readonly<Record<AlternativeId, AlternativeModel>> = {
  linear: linearReference,
  'equal-compute': equalCompute,
  'equal-capacity': equalCapacity,
  ensemble,
  'ensemble-short': ensembleShort,
  sequential,
  'sequential-frozen': sequentialFrozen,
  'linear-probe': linearProbe,
  'multi-label': multiLabel,
  'noise-task': noiseTask,
  'grouping-affinity': groupingAffinity,
  'grouping-pairs': groupingPairs,
};

/** Every alternative, in the order in which people meet them. */
export const alternatives: readonly AlternativeModel[] = alternativeIds.map((id) => byId[id]);

/** The alternative of that id. Throws AppError `bad-option` when there is none. */
export function findAlternative(id: string): AlternativeModel {
  const alternative = alternatives.find(({ description }) => description.id === id);
  if (alternative === undefined) {
    throw new AppError('bad-option', `unknown alternative; choose one of ${alternativeIds.join(', ')}: ${id}`);
  }
  return alternative;
}

/** Every parameter of an alternative's arm. Throws AppError `bad-option` for one that it does not have, or of a sharing form. */
export function alternativeParameters(arm: ArmSpec, taskCount: number): Parameters {
  const own = parametersOf(arm.parameters, 'method');
  const foreign = Object.keys(arm.parameters).find((name) => !Object.hasOwn(own, name));
  if (foreign !== undefined) {
    throw new AppError(
      'bad-option',
      `invalid parameter of ${arm.method}; an alternative takes its own alone: ${foreign}`,
    );
  }
  if (arm.sharing !== 'hard') {
    throw new AppError(
      'bad-option',
      `invalid sharing of ${arm.method}; an alternative takes no sharing form: ${arm.sharing}`,
    );
  }
  return parametersFor(findAlternative(arm.method), own, taskCount);
}
