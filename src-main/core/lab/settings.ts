import { AppError } from '../../contract/error.ts';
import type { LabScenario, LabSetting, LabSettings } from '../../contract/lab.ts';

/** What every scenario has beside its own settings. */
export const commonSettings: readonly LabSetting[] = [
  {
    name: 'replicates',
    label: 'Replicates',
    meaning: 'Trainings at every point, each on rows and start values of its own.',
    unit: '',
    minimum: 2,
    maximum: 512,
    step: 1,
    scale: 'linear',
    default: 64,
  },
  {
    name: 'seed',
    label: 'Seed',
    meaning: 'Decides all random numbers: the same seed gives the same points.',
    unit: '',
    minimum: 0,
    maximum: 9999,
    step: 1,
    scale: 'linear',
    default: 1,
  },
];

/** All settings of a scenario: what is given, else the default. Throws AppError `bad-option` that names the first at fault. */
export function completeSettings(scenario: LabScenario, given: LabSettings): LabSettings {
  const known = scenario.settings.map((setting) => setting.name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new AppError('bad-option', `unknown setting of ${scenario.name}; it has ${known.join(', ')}: ${unknown}`);
  }
  return Object.fromEntries(
    scenario.settings.map((setting) => [setting.name, checkSetting(scenario, setting, given[setting.name])]),
  );
}

function checkSetting(scenario: LabScenario, setting: LabSetting, value: number | undefined): number {
  if (value === undefined) return setting.default;
  const { name, minimum, maximum } = setting;
  const isWhole = isWholeSetting(setting);
  if (Number.isFinite(value) && value >= minimum && value <= maximum && (!isWhole || Number.isInteger(value))) {
    return value;
  }
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new AppError(
    'bad-option',
    `invalid ${name} of ${scenario.name}; must be ${kind} from ${minimum} to ${maximum}: ${value}`,
  );
}

/** Whether the setting counts something. */
export function isWholeSetting(setting: LabSetting): boolean {
  return Number.isInteger(setting.step) && Number.isInteger(setting.minimum) && Number.isInteger(setting.default);
}

/** The value of a setting that the scenario has. */
export function valueOf(settings: LabSettings, name: string): number {
  const value = settings[name];
  if (value === undefined) throw new Error(`the scenario has no setting ${name}`);
  return value;
}
