import { describe, expect, it } from 'vitest';
import { armId } from '../../../src-main/contract/arm.ts';
import type { ArmSpec } from '../../../src-main/contract/study.ts';
import {
  addVariant,
  changeVariant,
  hasMethod,
  methodsOf,
  removeVariant,
  setMethod,
  variantsOf,
  type Variant,
} from '../../../src-renderer/view/sharing/variant.ts';

const equal: ArmSpec = { method: 'equal', sharing: 'hard', parameters: {} };
const weighted: ArmSpec = { method: 'static', sharing: 'hard', parameters: { weights: [1, 2] } };
const linear: ArmSpec = { method: 'linear', sharing: 'hard', parameters: {} };
const film: ArmSpec = { ...equal, sharing: 'film' };

function ids(arms: readonly ArmSpec[]): string[] {
  return arms.map(armId);
}

function only(arms: readonly ArmSpec[], form: string): Variant {
  return variantsOf(arms).find((variant) => variant.form === form) as Variant;
}

describe('the ways in which arms share', () => {
  it('are told apart by form and parameters, and leave alternatives out', () => {
    const deep: ArmSpec = { ...equal, sharing: 'split', parameters: { 'sharing.depth': 2 } };
    const variants = variantsOf([equal, weighted, film, deep, linear]);
    expect(variants.map(({ form, parameters, arms }) => [form, parameters, arms.length])).toEqual([
      ['hard', {}, 2],
      ['film', {}, 1],
      ['split', { 'sharing.depth': 2 }, 1],
    ]);
  });

  it('change together, keep the method, and lose the parameters of the old form', () => {
    const arms = [{ ...weighted, sharing: 'split', parameters: { weights: [1, 2], 'sharing.depth': 1 } }, linear];
    const [variant] = variantsOf(arms) as [Variant];
    expect(ids(changeVariant(arms, variant.key, 'film', {}))).toEqual(['static@film;weights=1,2', 'linear']);
    const deeper = changeVariant(arms, variant.key, 'split', { 'sharing.depth': 2 });
    expect(ids(deeper)).toEqual(['static@split;sharing.depth=2;weights=1,2', 'linear']);
  });

  it('become one where they would be the same', () => {
    const arms = [equal, film];
    expect(ids(changeVariant(arms, only(arms, 'film').key, 'hard', {}))).toEqual(['equal']);
  });

  it('are added for the methods given, and taken out', () => {
    const arms = addVariant([equal, weighted, linear], [equal], 'film');
    expect(ids(arms)).toEqual(['equal', 'static;weights=1,2', 'linear', 'equal@film']);
    expect(ids(removeVariant(arms, only(arms, 'hard').key))).toEqual(['linear', 'equal@film']);
  });

  it('are trained with the methods that are marked', () => {
    const arms = [equal, weighted, film];
    expect(ids(methodsOf(arms))).toEqual(['equal', 'static;weights=1,2']);
    const variant = only(arms, 'film');
    expect(methodsOf(arms).map((method) => hasMethod(variant, method))).toEqual([true, false]);
    const more = setMethod(arms, variant, weighted, true);
    expect(ids(more)).toEqual(['equal', 'static;weights=1,2', 'equal@film', 'static@film;weights=1,2']);
    expect(ids(setMethod(more, only(more, 'film'), equal, false))).not.toContain('equal@film');
  });
});
