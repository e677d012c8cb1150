import { describe, expect, it } from 'vitest';
import { withParameter } from '../../../src-renderer/view/parameter-value.ts';

const strength = { name: 'strength', default: 0.01 };

describe('withParameter', () => {
  it('sets what differs from the usual, and leaves the others as they are', () => {
    expect(withParameter({ other: 2 }, strength, 0.5)).toEqual({ other: 2, strength: 0.5 });
    expect(withParameter({ strength: 0.5 }, strength, 0.7)).toEqual({ strength: 0.7 });
    expect(withParameter({}, { name: 'weights', default: null }, [1, 2])).toEqual({ weights: [1, 2] });
  });

  it('leaves out what is usual or empty, so that an arm has one name only', () => {
    expect(withParameter({ other: 2, strength: 0.5 }, strength, 0.01)).toEqual({ other: 2 });
    expect(withParameter({ strength: 0.5 }, strength, null)).toEqual({});
  });

  it('changes nothing in place', () => {
    const before = { strength: 0.5 };
    withParameter(before, strength, null);
    expect(before).toEqual({ strength: 0.5 });
  });
});
