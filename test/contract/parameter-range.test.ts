import { describe, expect, it } from 'vitest';
import type { ParameterDescription } from '../../src-main/contract/method.ts';
import { sayMeaning, sayRange } from '../../src-main/contract/parameter-range.ts';
import { listCatalogue } from '../../src-main/service/catalogue.ts';

const base: ParameterDescription = {
  ...{ name: 'c', label: 'C', meaning: 'How far.', default: 1, minimum: 0, maximum: 10, perTask: false },
};

describe('the range of a parameter', () => {
  it.each<[Partial<ParameterDescription>, string]>([
    [{}, 'from 0 to 10'],
    [{ integer: true }, 'a whole number from 0 to 10'],
    [{ maximum: null }, 'at least 0'],
    [{ minimum: null }, 'at most 10'],
    [{ maximum: null, integer: true }, 'a whole number of at least 0'],
    [{ minimum: null, maximum: null }, ''],
    [
      {
        choices: [
          { value: 0, label: 'min' },
          { value: 1, label: 'rmse' },
        ],
      },
      'one of min, rmse',
    ],
  ])('is said: %j', (change, text) => {
    expect(sayRange({ ...base, ...change })).toBe(text);
  });

  it('stands behind the meaning, but for choices, which a list shows', () => {
    expect(sayMeaning(base)).toBe('How far. From 0 to 10.');
    expect(sayMeaning({ ...base, meaning: 'how far' })).toBe('how far; from 0 to 10');
    expect(sayMeaning({ ...base, choices: [{ value: 0, label: 'min' }] })).toBe('How far.');
  });

  it('is known for every parameter of every method, form, sampling, stage and alternative', () => {
    const { methods, sharingForms, samplings, stages, alternatives } = listCatalogue();
    const all = [...methods, ...sharingForms, ...samplings, ...alternatives].flatMap(({ parameters }) => parameters);
    for (const parameter of [...all, ...stages.map((stage) => stage.parameter)]) {
      expect(sayRange(parameter), parameter.name).not.toBe('');
    }
  });
});
