import type { LabResult, LabScenario, LabTheory } from '../../../src-main/contract/lab.ts';

type Arrow = LabTheory['arrows'][number];

/** The mean direction that a category took when it was trained; null where none is known. */
export function directionOf(scenario: LabScenario | null, result: LabResult | null, category: string): Arrow | null {
  const at = scenario?.x.categories.indexOf(category) ?? -1;
  const meanOf = (series: string): number | undefined =>
    result?.trained.find((point) => point.series === series && point.x === at)?.mean;
  const [x, y] = [meanOf('across'), meanOf('up')];
  return at < 0 || x === undefined || y === undefined ? null : { label: category, task: null, x, y };
}
