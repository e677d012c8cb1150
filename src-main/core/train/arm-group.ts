import type { ArmSpec, StudySpec } from '../../contract/study.ts';
import { findMethod } from '../balance/registry.ts';
import { nameStages, stagesOf, type StageChoice } from '../balance/stage/registry.ts';
import type { SharingChoice } from '../model/create-network.ts';
import { jointSampling, samplingOf } from './sampling/registry.ts';
import type { SamplingChoice } from './sampling/sampling.ts';
import { nameSharingChoice, sharingOf, twinSharing } from './sharing-choice.ts';
import { checkSharing } from './sharing-failure.ts';

/** The method of twins, equal weights and static weights: they differ in numbers only, and train together. */
export const fixedWeights = 'static';

/** What makes two runs the same program. */
export interface ProgramChoice {
  readonly method: string;
  readonly stages: StageChoice;
  readonly sampling: SamplingChoice;
  readonly sharing: SharingChoice;
}

/** Arms of a study whose runs are the same program. */
export interface ArmGroup extends ProgramChoice {
  readonly arms: readonly ArmSpec[];
  /** Whether the single-task twins train with them. */
  readonly twins: boolean;
}

/** The arms by their programs, that of the twins first. Throws AppError `bad-option` for an unknown method or sharing form. */
export function groupArms(spec: StudySpec): ArmGroup[] {
  const groups: (ArmGroup & { readonly arms: ArmSpec[] })[] = [
    { method: fixedWeights, stages: {}, sampling: jointSampling, sharing: twinSharing.choice, arms: [], twins: true },
  ];
  for (const arm of spec.arms) {
    findMethod(arm.method);
    checkSharing(arm, spec);
    const method = arm.method === 'equal' ? fixedWeights : arm.method;
    const sampling = samplingOf(arm.parameters, spec.tasks.length);
    const sharing = sharingOf(arm, spec.tasks.length).choice;
    const stages = stagesOf(findMethod(method), arm.parameters).choice;
    const name = nameProgram({ method, stages, sampling, sharing });
    const group = groups.find((candidate) => nameProgram(candidate) === name);
    if (group === undefined) groups.push({ method, stages, sampling, sharing, arms: [arm], twins: false });
    else group.arms.push(arm);
  }
  return groups;
}

/** Runs that draw other batches train apart, for a cohort's batches are drawn once for all its arms; so do other networks and stages. */
export function nameProgram({ method, stages, sampling, sharing }: ProgramChoice): string {
  const network = sharing.form === twinSharing.choice.form ? '' : `@${nameSharingChoice(sharing)}`;
  const start = `${method}${network}${nameStages(stages)}`;
  if (sampling.kind === jointSampling.kind) return start;
  const parameters = Object.entries(sampling.parameters).map(([name, value]) => `;${name}=${String(value)}`);
  return `${start}~${sampling.kind}${parameters.join('')}`;
}
