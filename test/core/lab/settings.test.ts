import { describe, expect, it } from 'vitest';
import { labResultSchema, labScenarioSchema, labTheorySchema } from '../../../src-main/contract/lab.ts';
import { findScenario, scenarios } from '../../../src-main/core/lab/registry.ts';
import { readTheory } from '../../../src-main/core/lab/run-scenario.ts';
import { completeSettings } from '../../../src-main/core/lab/settings.ts';
import type { LabSettings } from '../../../src-main/contract/lab.ts';
import { losses } from '../../../src-main/core/loss/registry.ts';
import temml from 'temml';

const names = [
  'subspace',
  'soft-sharing',
  'conflict',
  'spurious',
  'scales',
  'uncertainty',
  'standardisation',
  'film',
  'regularisation',
  'dominance',
  'capacity',
];

it('has the eleven scenarios in order', () => {
  expect(scenarios.map(({ description }) => description.name)).toEqual(names);
  expect(Object.keys(labResultSchema.shape)).toContain('trained');
});

describe.each(scenarios.map((scenario) => ({ name: scenario.description.name, scenario })))('$name', ({ scenario }) => {
  const { description } = scenario;
  const defaults = completeSettings(description, {});

  it('describes itself as the contract asks, with a formula that can be set', () => {
    expect(labScenarioSchema.parse(description)).toEqual(description);
    expect(() => temml.renderToString(description.formula, { throwOnError: true })).not.toThrow();
    expect(description.question.endsWith('?')).toBe(true);
    for (const { name, minimum, maximum, step, scale, default: value } of description.settings) {
      expect(value >= minimum && value <= maximum && step > 0, name).toBe(true);
      if (scale === 'log') expect(minimum, name).toBeGreaterThan(0);
    }
  });

  it('says in two sentences what the numbers are, other ones for other settings', () => {
    const theory = readTheory(scenario, {});
    expect(labTheorySchema.parse(theory)).toEqual(theory);
    const readings = new Set([theory.reading]);
    const changed = description.settings.filter(({ name }) => name !== 'replicates' && name !== 'seed');
    for (const { name, minimum, maximum } of changed) {
      for (const value of [minimum, maximum]) readings.add(readTheory(scenario, { [name]: value }).reading);
    }
    expect(readings.size).toBeGreaterThan(changed.length);
    for (const reading of readings) {
      expect(reading).not.toMatch(/NaN|undefined|Infinity|null|-\d/);
      expect(reading.match(/[.](?= [A-Z0-9]|$)/g)?.length, reading).toBe(2);
    }
  });

  it('refuses settings that it does not have or that do not fit', () => {
    const [first] = description.settings;
    const bad: LabSettings[] = [
      { nosuch: 1 },
      { replicates: 2.5 },
      { [first!.name]: first!.maximum + 1 },
      { seed: NaN },
    ];
    for (const given of bad) {
      expect(() => completeSettings(description, given)).toThrow(
        expect.objectContaining({ code: 'bad-option' }) as Error,
      );
    }
  });

  it('makes the rows of a study that has its tasks among the columns', () => {
    const study = scenario.study(defaults);
    const count = study.columns[0]!.values.length;
    expect(count).toBeGreaterThanOrEqual(60);
    for (const { values, name } of study.columns) {
      expect(values, name).toHaveLength(count);
      expect(new Set(values).size, name).toBeGreaterThan(1);
    }
    expect(study.tasks.length).toBeGreaterThan(1);
    for (const { column } of study.tasks) expect(study.columns.map(({ name }) => name)).toContain(column);
    expect(scenario.study(defaults)).toEqual(study);
    expect(losses.some((loss) => loss.description.taskTypes.includes(study.tasks[0]!.type))).toBe(true);
  });
});

it('refuses a scenario that it does not have', () => {
  expect(() => findScenario('nosuch')).toThrow(/unknown scenario/);
});
