import type { LabSetting } from '../../contract/lab.ts';

type Given = Pick<LabSetting, 'name' | 'label' | 'meaning' | 'minimum' | 'maximum' | 'step' | 'default'> & {
  readonly unit?: string;
  readonly scale?: LabSetting['scale'];
};

/** A slider without a unit that runs evenly, unless said otherwise. */
export function setting(given: Given): LabSetting {
  return { unit: '', scale: 'linear', ...given };
}
