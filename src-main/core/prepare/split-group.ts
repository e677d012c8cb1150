import { AppError } from '../../contract/error.ts';
import type { SplitPlan } from '../../contract/study.ts';
import { shuffle } from '../util/hash.ts';
import type { Split } from './prepared.ts';
import { partSizes, toSplit } from './split-size.ts';

/**
 * Whole groups on one side. Groups come in random order; a part takes each group that brings it nearer to its planned
 * size. Rows without a group are groups of one.
 */
export function splitByGroup(
  rows: Int32Array,
  groupAt: (row: number) => string | null,
  plan: SplitPlan,
  seed: number,
): Split {
  const groups = collectGroups(rows, groupAt);
  if (groups.length < 3) {
    throw new AppError(
      'impossible-study',
      `column '${plan.column ?? ''}' has ${groups.length} groups among the labelled rows; at least 3 are needed for train, ` +
        `validation and test; choose another group column or a random split`,
      { details: { column: plan.column, groups: groups.length } },
    );
  }
  const sizes = partSizes(rows.length, plan);
  const test = takeGroups(shuffle(groups, seed), sizes.test, 2);
  const validation = takeGroups(test.left, sizes.validation, 1);
  return toSplit(validation.left.flat(), validation.taken.flat(), test.taken.flat());
}

interface Taken {
  readonly taken: readonly (readonly number[])[];
  readonly left: readonly (readonly number[])[];
}

/** Takes at least one group and leaves at least `leave`. */
function takeGroups(groups: readonly (readonly number[])[], wanted: number, leave: number): Taken {
  const taken = new Set<readonly number[]>();
  let size = 0;
  for (const group of groups) {
    if (groups.length - taken.size <= leave) break;
    if (Math.abs(size + group.length - wanted) >= Math.abs(size - wanted)) continue;
    taken.add(group);
    size += group.length;
  }
  const smallest = groups.reduce((best, group) => (group.length < best.length ? group : best));
  if (taken.size === 0) taken.add(smallest);
  return { taken: [...taken], left: groups.filter((group) => !taken.has(group)) };
}

function collectGroups(rows: Int32Array, groupAt: (row: number) => string | null): number[][] {
  const byLabel = new Map<string, number[]>();
  const groups: number[][] = [];
  for (const row of rows) {
    const label = groupAt(row);
    const known = label === null ? undefined : byLabel.get(label);
    if (known !== undefined) {
      known.push(row);
      continue;
    }
    const group = [row];
    groups.push(group);
    if (label !== null) byLabel.set(label, group);
  }
  return groups;
}
