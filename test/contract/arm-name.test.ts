import { describe, expect, it } from 'vitest';
import { nameArm } from '../../src-main/contract/arm-name.ts';
import { alternatives } from '../../src-main/core/alternative/registry.ts';
import { balancingMethods } from '../../src-main/core/balance/registry.ts';
import { sharingForms } from '../../src-main/core/model/sharing/registry.ts';
import { samplings } from '../../src-main/core/train/sampling/registry.ts';

const catalogue = {
  methods: balancingMethods.map((method) => method.description),
  sharingForms: sharingForms.map((form) => form.description),
  samplings: samplings.map((sampling) => sampling.form),
  alternatives: alternatives.map((alternative) => alternative.description),
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
    expect(nameArm({ method: 'equal', sharing, parameters: parameters }, catalogue)).toBe(name);
  });

  it('tells the sampling by its name, and its parameters by their labels', () => {
    const arm = { method: 'equal', sharing: 'hard', parameters: { 'sampling.kind': 'temperature', 'sampling.tau': 3 } };
    expect(nameArm(arm, catalogue)).toBe('Equal weights (task streams, temperature, temperature 3)');
    expect(nameArm({ ...arm, parameters: { 'sampling.kind': 'rare-class' } }, catalogue)).toBe(
      'Equal weights (rare classes more often)',
    );
  });

  it('is of an alternative what its card says', () => {
    const arm = { method: 'ensemble', sharing: 'hard', parameters: { members: 5 } };
    expect(nameArm(arm, catalogue)).toBe('Ensemble of narrow twins (members 5)');
  });
});
