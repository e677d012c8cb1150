import type { LabSettings } from '../../contract/lab.ts';
import { valueOf } from './settings.ts';

/** The intercept, then the slopes. */
export const coefficients = 6;

/** A regression on orthogonal inputs whose target may stand in another unit. */
export interface UnitProblem {
  /** Mean of the target in units of its signal. */
  readonly offset: number;
  readonly noise: number;
  readonly rows: number;
  readonly rate: number;
  readonly steps: number;
}

export function readProblem(settings: LabSettings): UnitProblem {
  return {
    offset: valueOf(settings, 'offset'),
    noise: valueOf(settings, 'noise'),
    rows: valueOf(settings, 'rows'),
    rate: valueOf(settings, 'rate'),
    steps: valueOf(settings, 'steps'),
  };
}

/** The true intercept and slopes before the unit factor; the signal has standard deviation 1. */
export function truth({ offset }: UnitProblem): Float64Array {
  const slope = 1 / Math.sqrt(coefficients - 1);
  return Float64Array.from({ length: coefficients }, (_, index) => (index === 0 ? offset : slope));
}

/** Error on new rows over the variance of the target, trained to the end: noise, and the variance of the coefficients. Exact. */
export function settledError({ noise, rows }: Pick<UnitProblem, 'noise' | 'rows'>): number {
  return (noise ** 2 * (1 + coefficients / rows)) / (1 + noise ** 2);
}

/** No coefficient moves farther than rate times steps with Adam, so a target in small units cannot be reached: a lower bound. */
export function reachBound(factor: number, problem: UnitProblem): number {
  const reach = (problem.rate * problem.steps) / factor;
  const left = truth(problem).reduce((total, value) => total + Math.max(0, Math.abs(value) - reach) ** 2, 0);
  return (problem.noise ** 2 + left) / (1 + problem.noise ** 2);
}

/** Mean squared error of the best constant on the standardised target, and over the cross-entropy of guessing among K classes. */
export function meanPredictor(classes: number): { error: number; ratio: number } {
  return { error: 1, ratio: 1 / Math.log(classes) };
}
