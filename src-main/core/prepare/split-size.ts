import type { SplitPlan } from '../../contract/study.ts';
import type { Split } from './prepared.ts';

export interface PartSizes {
  readonly test: number;
  readonly validation: number;
}

/** Rows of the test and the validation part; every part keeps at least one row. `count` is at least 3. */
export function partSizes(count: number, plan: Pick<SplitPlan, 'testFraction' | 'validationFraction'>): PartSizes {
  const test = clamp(Math.round(count * plan.testFraction), 1, count - 2);
  const validation = clamp(Math.round((count - test) * plan.validationFraction), 1, count - test - 1);
  return { test, validation };
}

/** The three parts with their rows ascending. */
export function toSplit(train: Iterable<number>, validation: Iterable<number>, test: Iterable<number>): Split {
  return { train: ascending(train), validation: ascending(validation), test: ascending(test) };
}

function ascending(rows: Iterable<number>): Int32Array {
  return Int32Array.from(rows).sort();
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.max(minimum, Math.min(maximum, value));
}
