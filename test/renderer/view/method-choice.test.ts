import { describe, expect, it } from 'vitest';
import { balancingMethods } from '../../../src-main/core/balance/registry.ts';
import { everyMethod, matchingMethods, type MethodChoice } from '../../../src-renderer/view/balancing/method-choice.ts';

const methods = balancingMethods.map((method) => method.description);
const chosen = new Set(['equal', 'mgda']);

function shown(choice: Partial<MethodChoice>): string[] {
  return matchingMethods(methods, { ...everyMethod, ...choice }, (method) => chosen.has(method.id)).map(({ id }) => id);
}

describe('the list of methods', () => {
  it('shows all at first, in their order', () => {
    expect(shown({})).toEqual(methods.map(({ id }) => id));
  });

  it('is the chosen ones, or those of one level', () => {
    expect(shown({ group: 'chosen' })).toEqual(['equal', 'mgda']);
    expect([...shown({ group: 'loss' }), ...shown({ group: 'gradient' })].sort()).toEqual(
      methods.map(({ id }) => id).sort(),
    );
    expect(shown({ group: 'gradient' })).toContain('upgrad');
    expect(shown({ group: 'gradient' })).not.toContain('equal');
  });

  it('finds by name, id and paper, every word of the query', () => {
    expect(shown({ query: 'Nash-MTL' })).toEqual(['nash-mtl']);
    expect(shown({ query: ' quinton   unconflicting ' })).toEqual(['upgrad']);
    expect(shown({ query: 'upgrad', group: 'loss' })).toEqual([]);
    expect(shown({ query: 'no such method' })).toEqual([]);
  });
});
