import { describe, expect, it } from 'vitest';
import { causeSchema } from '../../../src-main/contract/cause.ts';
import type { Alarm } from '../../../src-main/contract/live.ts';
import { scenarios } from '../../../src-main/core/lab/registry.ts';
import { principleOfAlarm, principleOfFinding, principlesOf } from '../../../src-renderer/view/lab/principle.ts';

const alarm: Alarm = { kind: 'negative-transfer', arm: 'equal', task: 'rent', message: '', remedy: '' };

describe('the scenario behind a finding', () => {
  it('is named for every cause, by whether the task lost or gained', () => {
    expect(principlesOf(['opposed-gradients', 'few-labels'], 'worse').map(({ scenario }) => scenario)).toEqual([
      'conflict',
      'dominance',
    ]);
    expect(principlesOf(['few-labels'], 'better').map(({ scenario }) => scenario)).toEqual(['regularisation']);
    expect(principlesOf([], 'worse')).toEqual([]);
  });

  it('stands once where two causes lead to it', () => {
    expect(principlesOf(['small-weight', 'few-labels'], 'worse').map(({ scenario }) => scenario)).toEqual([
      'dominance',
    ]);
  });

  it('is that of the first cause that an alarm names', () => {
    expect(principleOfAlarm({ ...alarm, causes: ['opposed-gradients'] })?.scenario).toBe('conflict');
    expect(principleOfAlarm({ ...alarm, causes: ['capacity'] })?.scenario).toBe('capacity');
    expect(principleOfAlarm({ ...alarm, causes: [] })).toBeNull();
    expect(principleOfAlarm(alarm)).toBeNull();
  });

  it('is one that the lab has, under its title', () => {
    const named = [
      ...principlesOf(causeSchema.options, 'worse'),
      ...principlesOf(causeSchema.options, 'better'),
      principleOfFinding('loss-scale')!,
      principleOfFinding('spurious-link')!,
      principleOfFinding('label-presence')!,
    ];
    for (const { scenario, title } of named) {
      expect(scenarios.find(({ description }) => description.name === scenario)?.description.title).toBe(title);
    }
    expect(principleOfFinding('noise')).toBeNull();
  });
});
