import type { Problem } from '../../contract/design.ts';
import { findColumn, type Table } from '../table/table.ts';
import { problem, type StudyFacts, type TargetFacts } from './study-facts.ts';

const fewLabels = 20;
const parts = ['train', 'validation', 'test'] as const;
const partNames = { train: 'training', validation: 'validation', test: 'test' };

export type PartName = (typeof parts)[number];

/** Labelled rows of a task in one part: the smallest number over the splits, and the split (from 0) that has it. */
export interface LeastLabels {
  readonly task: string;
  readonly part: PartName;
  readonly count: number;
  readonly split: number;
}

/** The smallest number of labelled rows of every task in every part. */
export function countLeastLabels(facts: Required<Pick<StudyFacts, 'encoding' | 'splits'>>): LeastLabels[] {
  const { encoding, splits } = facts;
  if (encoding == null || splits == null) return [];
  return encoding.targets.flatMap((target) =>
    parts.map((part) => {
      const counts = splits.map((split) => countIn(target, split[part]));
      const count = Math.min(...counts);
      return { task: target.task, part, count, split: counts.indexOf(count) };
    }),
  );
}

/** Tasks with no or few labels in a part, classes that a part lacks, constant targets, tasks that share no row. */
export function findLabelProblems({ encoding, splits, table }: StudyFacts): Problem[] {
  if (encoding == null || splits == null) return [];
  const problems: Problem[] = [];
  for (const { task, part, count, split } of countLeastLabels({ encoding, splits })) {
    const where = `the ${partNames[part]} rows of split ${split + 1}`;
    if (count === 0) {
      const message = `task '${task}' has no labelled row in ${where}; stratify by this task, use fewer splits or add labels`;
      problems.push(problem('error', 'design', 'no-labels-in-part', task, message));
    } else if (count < fewLabels) {
      const message = `task '${task}' has ${count} labelled rows in ${where}; below ${fewLabels} its results say little`;
      problems.push(problem('warning', 'design', 'few-labels-in-part', task, message));
    }
  }
  const empty = new Set(problems.filter(({ severity }) => severity === 'error').map(({ column }) => column));
  for (const target of encoding.targets) {
    if (empty.has(target.task)) continue;
    const fine = findTooFine(target, table);
    if (fine !== null) {
      problems.push(fine);
      continue;
    }
    const found = splits.flatMap((split, index) => contentProblems(target, split, index));
    // One message a code: the first split that has the problem.
    problems.push(...found.filter((item, index) => found.findIndex(({ code }) => code === item.code) === index));
  }
  return [...problems, ...disjointTasks(encoding.targets)];
}

/** Whether every task has labels in every part of the split, and different ones to train on: no error is found there then. */
export function isLearnable(targets: readonly TargetFacts[], split: Readonly<Record<PartName, Int32Array>>): boolean {
  return targets.every(
    (target) => parts.every((part) => hasLabel(target, split[part])) && hasTwoValues(target, split.train),
  );
}

/** Labels that a task needs at least: two different ones to train on, one to validate and one to test on. */
const leastLabels = 4;

/** What keeps a task from being split in any way, one sentence a task. */
export function findMissingLabels(
  targets: readonly TargetFacts[],
): { readonly task: string; readonly message: string }[] {
  return targets.flatMap(({ task, labelled }) => {
    const count = labelled.reduce((sum, value) => sum + value, 0);
    if (count >= leastLabels) return [];
    const message = `no split can work: '${task}' has ${count} labelled rows and needs at least ${leastLabels}, two different ones to train on, one to validate and one to test on; label ${leastLabels - count} more`;
    return [{ task, message }];
  });
}

/** Below this share of its size, a spread has too few of the 24 binary digits of a float32 to be learned. */
const leastShare = 1e-5;

function findTooFine(target: TargetFacts, table: Table): Problem | null {
  const column = findColumn(table, target.task);
  if (target.type !== 'regression' || column === undefined || 'codes' in column || column.type === 'date') return null;
  let least = Infinity;
  let most = -Infinity;
  for (const value of column.values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const spread = most - least;
  if (!(spread > 0) || spread > leastShare * Math.max(Math.abs(least), Math.abs(most))) return null;
  const message = `task '${target.task}': its values, from ${least} to ${most}, are too close together for their size to be told apart in 32-bit numbers; take a constant such as ${least} from the column`;
  return problem('error', 'tasks', 'target-too-fine', target.task, message);
}

function contentProblems(target: TargetFacts, split: Readonly<Record<PartName, Int32Array>>, index: number): Problem[] {
  const task = target.task;
  const number = index + 1;
  const wanted = target.type === 'regression' ? 2 : target.classCount;
  const inTrain = valuesIn(target, split.train, wanted);
  const inTest = valuesIn(target, split.test, wanted);
  if (target.type === 'regression') {
    if (inTrain.size === 1) {
      const message = `task '${task}' has one value only in the training rows of split ${number}; there is nothing to learn; use another split plan or task`;
      return [problem('error', 'design', 'constant-target-in-train', task, message)];
    }
    if (inTest.size > 1) return [];
    const message = `task '${task}' has one value only in the test rows of split ${number}; metrics such as R2 are undefined there`;
    return [problem('warning', 'design', 'constant-target-in-test', task, message)];
  }
  const problems: Problem[] = [];
  if (inTrain.size < target.classCount) {
    const severity = inTrain.size < 2 ? 'error' : 'warning';
    const message = `task '${task}': ${target.classCount - inTrain.size} of ${target.classCount} classes have no training row in split ${number}; stratify by this task or join rare classes`;
    problems.push(problem(severity, 'design', 'class-absent-in-train', task, message));
  }
  if (inTest.size < target.classCount) {
    const message = `task '${task}': ${target.classCount - inTest.size} of ${target.classCount} classes have no test row in split ${number}; some metrics are undefined there; stratify by this task`;
    problems.push(problem('warning', 'design', 'class-absent-in-test', task, message));
  }
  return problems;
}

function disjointTasks(targets: readonly TargetFacts[]): Problem[] {
  return targets.flatMap((first, position) =>
    targets.slice(position + 1).flatMap((second) => {
      if (first.labelled.some((value, row) => value === 1 && second.labelled[row] === 1)) return [];
      const message = `tasks '${first.task}' and '${second.task}' have no labelled row in common; the data cannot show how they relate row by row`;
      return [problem('warning', 'tasks', 'tasks-never-together', first.task, message)];
    }),
  );
}

function hasLabel({ labelled }: TargetFacts, rows: Int32Array): boolean {
  return rows.some((row) => labelled[row] === 1);
}

function hasTwoValues({ labelled, values }: TargetFacts, rows: Int32Array): boolean {
  let first: number | undefined;
  return rows.some((row) => {
    if (labelled[row] !== 1) return false;
    first ??= values[row] ?? 0;
    return first !== values[row];
  });
}

function countIn(target: TargetFacts, rows: Int32Array): number {
  return rows.reduce((count, row) => count + (target.labelled[row] ?? 0), 0);
}

/** Values of a task in these rows; at least so many, where there are. */
function valuesIn(target: TargetFacts, rows: Int32Array, most: number): Set<number> {
  const values = new Set<number>();
  for (const row of rows) {
    if (target.labelled[row] === 1) values.add(target.values[row] ?? 0);
    if (values.size >= most) break;
  }
  return values;
}
