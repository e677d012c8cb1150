import temml from 'temml';
import { describe, expect, it } from 'vitest';
import { balancingMethods } from '../../../src-main/core/balance/registry.ts';
import { stages } from '../../../src-main/core/balance/stage/registry.ts';
import { losses } from '../../../src-main/core/loss/registry.ts';

const formulas = [...balancingMethods, ...stages, ...losses].map(
  ({ description }) => [description.id, description.formula] as const,
);

describe('formulas as people see them', () => {
  it.each(formulas)('%s is LaTeX that the workbench can draw', (_, formula) => {
    expect(temml.renderToString(formula, { throwOnError: true })).toContain('<math');
  });
});
