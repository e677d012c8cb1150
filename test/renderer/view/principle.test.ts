import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../src-main/contract/live.ts';
import { scenarios } from '../../../src-main/core/lab/registry.ts';
import { principleOfAlarm, principleOfFinding, principlesOf } from '../../../src-renderer/view/lab/principle.ts';
import { makeLive } from '../helper/fixture.ts';

const alarm: Alarm = { kind: 'negative-transfer', arm: 'equal', task: 'rent', message: '', remedy: '' };

function liveWith(rate: number | null) {
  const matrix = [
    [1, -0.3],
    [-0.3, 1],
  ];
  const conflictRate = [
    [0, rate],
    [rate, 0],
  ];
  return makeLive({ gradientCosines: [{ arm: 'equal', tasks: ['rent', 'price'], matrix, conflictRate }] });
}

describe('the scenario behind a finding', () => {
  it('is named for every cause, by whether the task lost or gained', () => {
    expect(principlesOf(['opposed-gradients', 'few-labels'], 'worse').map(({ scenario }) => scenario)).toEqual([
      'conflict',
      'dominance',
    ]);
    expect(principlesOf(['few-labels'], 'better').map(({ scenario }) => scenario)).toEqual(['regularisation']);
    expect(principlesOf([], 'worse')).toEqual([]);
  });

  it('is gradient conflict for a task below its twin whose gradient is opposed most of the time', () => {
    expect(principleOfAlarm(alarm, liveWith(0.6))?.scenario).toBe('conflict');
    expect(principleOfAlarm(alarm, liveWith(0.4))).toBeNull();
    expect(principleOfAlarm(alarm, liveWith(null))).toBeNull();
    expect(principleOfAlarm(alarm, makeLive())).toBeNull();
    expect(principleOfAlarm({ ...alarm, kind: 'memory' }, liveWith(0.9))).toBeNull();
  });

  it('is one that the lab has, under its title', () => {
    const named = [
      ...principlesOf(['opposed-gradients', 'few-labels'], 'worse'),
      ...principlesOf(['few-labels'], 'better'),
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
