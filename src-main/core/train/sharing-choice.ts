import { parametersOf } from '../../contract/arm.ts';
import type { ArmSpec, Parameters } from '../../contract/study.ts';
import { hardSharing, type SharingChoice } from '../model/create-network.ts';
import { sharingParameters } from '../model/sharing/parameters.ts';
import { findSharingForm } from '../model/sharing/registry.ts';

/** How an arm shares: what decides the shape of its network, and the numbers that do not. */
export interface ArmSharing {
  readonly choice: SharingChoice;
  readonly settings: Parameters;
}

/** The sharing of the single-task twins. */
export const twinSharing: ArmSharing = { choice: hardSharing, settings: {} };

/** The sharing form of an arm with its parameters. Throws AppError `bad-option` for an unknown form or parameter. */
export function sharingOf(arm: Pick<ArmSpec, 'sharing' | 'parameters'>, taskCount: number): ArmSharing {
  const form = findSharingForm(arm.sharing);
  const all = Object.entries(sharingParameters(form, parametersOf(arm.parameters, 'sharing'), taskCount));
  const isSetting = (name: string): boolean => form.settings?.includes(name) === true;
  return {
    choice: { form: arm.sharing, parameters: Object.fromEntries(all.filter(([name]) => !isSetting(name)).sort()) },
    settings: Object.fromEntries(all.filter(([name]) => isSetting(name))),
  };
}

/** The choice as arms are written: `form;parameter=value`. */
export function nameSharingChoice({ form, parameters }: SharingChoice): string {
  return [form, ...Object.entries(parameters).map(([name, value]) => `${name}=${String(value)}`)].join(';');
}
