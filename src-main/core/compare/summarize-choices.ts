import type { ArmChoice } from '../../contract/comparison.ts';
import type { Run } from '../../contract/run.ts';

/** What the runs of each arm chose on their validation rows: every value with the number of runs, the most frequent first. */
export function summarizeChoices(runs: readonly Pick<Run, 'arm' | 'choices'>[]): ArmChoice[] {
  const counts = new Map<string, { arm: string; name: string; values: Map<string, number> }>();
  for (const { arm, choices } of runs) {
    for (const [name, value] of Object.entries(choices)) {
      const key = JSON.stringify([arm, name]);
      const entry = counts.get(key) ?? { arm, name, values: new Map<string, number>() };
      counts.set(key, entry);
      entry.values.set(value, (entry.values.get(value) ?? 0) + 1);
    }
  }
  return [...counts.values()].map(({ arm, name, values }) => ({
    arm,
    name,
    values: [...values]
      .map(([value, count]) => ({ value, runs: count }))
      .sort((one, other) => other.runs - one.runs || one.value.localeCompare(other.value, 'en')),
  }));
}

/** `a + b | c in 7 runs, a | b | c in 3`; the value alone where all runs agree. */
export function sayChoice({ values }: ArmChoice): string {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return only.value;
  return values
    .map(({ value, runs }, place) => `${value} in ${runs}${place === 0 ? (runs === 1 ? ' run' : ' runs') : ''}`)
    .join(', ');
}
