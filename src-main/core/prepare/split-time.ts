import { AppError } from '../../contract/error.ts';
import type { SplitPlan } from '../../contract/study.ts';
import type { Split } from './prepared.ts';
import { partSizes, toSplit } from './split-size.ts';

/**
 * Rows in order of time, the latest as test, the latest of the rest as validation. With S splits the origin rolls: split
 * s sees the first (S + 1 + s) / 2S of the rows, so that each split has the planned fractions and the last one sees all.
 * Rows of one time are kept on one side wherever another time is left to cut at. A gap leaves the last rows before the
 * validation and the test part out, so that what is learned lies further in the past than what it is judged on.
 */
export function splitByTime(rows: Int32Array, timeAt: (row: number) => number, plan: SplitPlan, index: number): Split {
  const ordered = Array.from(rows).sort((first, second) => timeAt(first) - timeAt(second) || first - second);
  const times = ordered.map(timeAt);
  const seen = Math.round((ordered.length * (plan.splits + 1 + index)) / (2 * plan.splits));
  if (seen < 3) {
    throw new AppError(
      'impossible-study',
      `split ${index + 1} of ${plan.splits} by time would see ${seen} rows; at least 3 are needed; use fewer splits`,
      { details: { column: plan.column, rows: seen } },
    );
  }
  const end = cutBetweenTimes(times, seen, 3, ordered.length);
  const sizes = partSizes(end, plan);
  const testFrom = cutBetweenTimes(times, end - sizes.test, 2, end - 1);
  const validationFrom = cutBetweenTimes(times, testFrom - sizes.validation, 1, testFrom - 1);
  const gap = Math.floor(end * (plan.gapFraction ?? 0));
  if (validationFrom - gap < 1 || testFrom - validationFrom - gap < 1) {
    throw new AppError(
      'impossible-study',
      `a gap of ${gap} rows leaves nothing to train or to validate on in split ${index + 1} by time; use a smaller gap or fewer splits`,
      { details: { column: plan.column, gap } },
    );
  }
  return toSplit(
    ordered.slice(0, validationFrom - gap),
    ordered.slice(validationFrom, testFrom - gap),
    ordered.slice(testFrom, end),
  );
}

/** The cut in [least, most] nearest to `wanted` that does not part rows of one time; `wanted` itself where there is none. */
function cutBetweenTimes(times: readonly number[], wanted: number, least: number, most: number): number {
  const start = Math.max(least, Math.min(most, wanted));
  for (let distance = 0; start - distance >= least || start + distance <= most; distance += 1) {
    for (const cut of [start - distance, start + distance]) {
      if (cut < least || cut > most) continue;
      if (cut === times.length || times[cut - 1] !== times[cut]) return cut;
    }
  }
  return start;
}
