import { describe, expect, it } from 'vitest';
import { nameArm } from '../../src-main/contract/arm-name.ts';
import { balancingMethods } from '../../src-main/core/balance/registry.ts';
import { sharingForms } from '../../src-main/core/model/sharing/registry.ts';

const catalogue = {
  methods: balancingMethods.map((method) => method.description),
  sharingForms: sharingForms.map((form) => form.description),
};

describe('the name of an arm', () => {
  it.each([
    ['hard', {}, 'Equal weights'],
    ['film', {}, 'Equal weights (FiLM)'],
    ['ple', {}, 'Equal weights (PLE)'],
    ['adapter', { 'sharing.frozen': 1 }, 'Equal weights (adapters, trunk frozen)'],
    [
      'split',
      { 'sharing.depth': 1, 'sharing.group': [1, 1, 2] },
      'Equal weights (split depth, shared layers 1, groups 1 : 1 : 2)',
    ],
  ])('%s %j', (sharing, parameters, name) => {
    expect(nameArm({ method: 'equal', sharing, parameters: parameters as Record<string, number> }, catalogue)).toBe(
      name,
    );
  });
});
