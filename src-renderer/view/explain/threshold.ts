import type { ClassCurvesView } from '../../../src-main/contract/explain.ts';
import type { Figure, Mark } from '../../../src-main/contract/figure.ts';

export type RatesAt = ClassCurvesView['thresholds'][number];

const none = {
  truePositives: 0,
  falsePositives: 0,
  trueNegatives: 0,
  falseNegatives: 0,
  precision: null,
  recall: null,
  specificity: null,
  f1: null,
  accuracy: null,
};

/** What the hundredth nearest to the threshold gives. */
export function ratesAt({ thresholds }: ClassCurvesView, threshold: number): RatesAt {
  const nearest = thresholds[Math.round(threshold * (thresholds.length - 1))];
  return nearest ?? { threshold, twin: none, arm: none };
}

/** The figure with a point of each side where its rates lie, over all rows at once. */
export function withThreshold(
  figure: Figure,
  { twin, arm }: RatesAt,
  taskIndex: number,
  place: (rates: RatesAt['twin']) => { readonly x: number | null; readonly y: number | null },
): Figure {
  const points = [
    { rates: twin, task: null, shape: 'open' as const },
    { rates: arm, task: taskIndex, shape: 'circle' as const },
  ].flatMap(({ rates, task, shape }): Mark[] => {
    const { x, y } = place(rates);
    return x === null || y === null ? [] : [{ kind: 'points', label: '', task, shape, points: [[x, y]] }];
  });
  return { ...figure, marks: figure.marks.length === 0 ? [] : [...figure.marks, ...points] };
}

/** Where rates lie in the ROC picture. */
export function rocPlace({ specificity, recall }: RatesAt['twin']): { x: number | null; y: number | null } {
  return { x: specificity === null ? null : 1 - specificity, y: recall };
}

/** Where rates lie in the picture of precision and recall. */
export function precisionRecallPlace({ precision, recall }: RatesAt['twin']): { x: number | null; y: number | null } {
  return { x: recall, y: precision };
}
