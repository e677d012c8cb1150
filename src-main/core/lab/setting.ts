import type { LabSetting } from '../../contract/lab.ts';

type Given = Pick<LabSetting, 'name' | 'label' | 'meaning' | 'minimum' | 'maximum' | 'step' | 'default'> & {
  readonly unit?: string;
  readonly scale?: LabSetting['scale'];
};

/** A slider without a unit that runs evenly, unless said otherwise. */
export function setting(given: Given): LabSetting {
  return { unit: '', scale: 'linear', ...given };
}

type Range = Pick<LabSetting, 'minimum' | 'maximum' | 'step' | 'default'> & { readonly meaning?: string };

/** How many labelled rows a scenario has. */
export function rowsSetting(given: Range): LabSetting {
  return setting({ name: 'rows', label: 'Rows', meaning: 'Labelled rows of each task.', ...given });
}

/** The noise of the labels of a scenario. */
export function noiseSetting(given: Omit<Range, 'step'>): LabSetting {
  const meaning = 'Standard deviation of the label noise.';
  return setting({ name: 'noise', label: 'Noise', meaning, unit: 'SD', step: 0.05, ...given });
}
