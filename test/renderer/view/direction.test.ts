import { expect, it } from 'vitest';
import type { LabResult, LabScenario } from '../../../src-main/contract/lab.ts';
import { directionOf } from '../../../src-renderer/view/lab/direction.ts';

it('draws the mean direction of the method chosen, and none where it is not known', () => {
  const scenario = { x: { categories: ['Equal weights', 'PCGrad'] } } as LabScenario;
  const point = (series: string, mean: number) => ({ series, x: 1, mean, ci95: null, n: 1 });
  const result = { trained: [point('across', 2.1), point('up', 3.5)] } as unknown as LabResult;
  expect(directionOf(scenario, result, 'PCGrad')).toEqual({ label: 'PCGrad', task: null, x: 2.1, y: 3.5 });
  expect(directionOf(scenario, result, 'Equal weights')).toBeNull();
  expect(directionOf(scenario, result, '')).toBeNull();
  expect(directionOf(scenario, null, 'PCGrad')).toBeNull();
  expect(directionOf(null, result, 'PCGrad')).toBeNull();
});
