import { describe, expect, it } from 'vitest';
import { nameArm } from '../../../src-main/contract/arm-name.ts';
import { parametersFor } from '../../../src-main/core/balance/parameters.ts';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import { listCatalogue } from '../../../src-main/service/catalogue.ts';
import { parseArm } from '../../../src-main/shell/cli/arm-argument.ts';
import { refusal } from '../../helper/refusal.ts';

describe('a setting with a few values', () => {
  it('is given by its label or its number, and named by its label', () => {
    expect(parseArm('mgda;normalisation=loss+', 'hard').parameters).toEqual({ normalisation: 3 });
    expect(parseArm('aligned-mtl;scale=2', 'hard').parameters).toEqual({ scale: 2 });
    const arm = parseArm('cagrad;rescale=1+c^2;radius=0.5', 'hard');
    expect(arm.parameters).toEqual({ rescale: 1, radius: 0.5 });
    expect(nameArm(arm, listCatalogue())).toContain('divide the step by 1+c^2, radius 0.5');
  });

  it('is refused with the values that it may have', () => {
    const word = refusal(() => parseArm('mgda;normalisation=best', 'hard'));
    expect(word.code).toBe('wrong-use');
    expect(word.message).toContain('raw, l2, loss, loss+');
    const number = refusal(() => parametersFor(findMethod('mgda'), { normalisation: 1.5 }, 2));
    expect(number.code).toBe('bad-option');
    expect(number.message).toContain('1 (l2)');
  });
});
