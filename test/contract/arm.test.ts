import { describe, expect, it } from 'vitest';
import { armId, isAlternative, parametersOf, twinId, twinTask } from '../../src-main/contract/arm.ts';

describe('arm ids', () => {
  it('leave out what is the default', () => {
    expect(armId({ method: 'pcgrad', sharing: 'hard', parameters: {} })).toBe('pcgrad');
  });

  it('name the sharing and the parameters in alphabetical order', () => {
    expect(armId({ method: 'gradnorm', sharing: 'split', parameters: { b: 2, a: [1, 2] } })).toBe(
      'gradnorm@split;a=1,2;b=2',
    );
  });

  it('keep the parameters of sharing, sampling and stages apart from those of the method', () => {
    const parameters = { alpha: 1.5, 'sharing.depth': 1, 'stage.clip': 2 };
    expect(parametersOf(parameters, 'method')).toEqual({ alpha: 1.5 });
    expect(parametersOf(parameters, 'sharing')).toEqual({ depth: 1 });
    expect(parametersOf(parameters, 'sampling')).toEqual({});
    expect(armId({ method: 'gradnorm', sharing: 'split', parameters })).toBe(
      'gradnorm@split;alpha=1.5;sharing.depth=1;stage.clip=2',
    );
  });

  it('tell alternatives from multi-task arms and twins', () => {
    expect(['linear', 'ensemble;members=5', 'sequential'].every(isAlternative)).toBe(true);
    expect(['equal', 'equal@film', 'linear-weights', twinId('linear')].some(isAlternative)).toBe(false);
  });

  it('lead from a twin to its task and back', () => {
    expect(twinTask(twinId('price: net'))).toBe('price: net');
    expect(twinTask('equal')).toBeNull();
  });
});
