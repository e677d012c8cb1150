import type { Problem, SplitProposal } from '../contract/design.ts';
import { AppError } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import { findLabelProblems, findMissingLabels, isLearnable } from '../core/audit/label-problems.ts';
import { findSplitProblems } from '../core/audit/split-problems.ts';
import type { EncodingFacts, StudyFacts } from '../core/audit/study-facts.ts';
import { describeSplitChange } from '../core/prepare/describe-split-change.ts';
import type { Split } from '../core/prepare/prepared.ts';
import { listSplitCandidates, type SplitCandidate } from '../core/prepare/split-candidates.ts';
import { createSplitter } from '../core/prepare/split-rows.ts';

/** Problems of the design that another split can solve, by code. */
const solvable: ReadonlySet<string> = new Set([
  'no-labels-in-part',
  'constant-target-in-train',
  'constant-target-in-test',
  'class-absent-in-train',
  'class-absent-in-test',
  'few-labels-in-part',
  'missing-split-column',
  'unknown-column',
  'empty-split-column',
  'too-few-groups',
  'no-time-order',
  'claim-beyond-design',
  'impossible-split',
]);
/** Plans that a mere warning is worth trying. */
const triedForWarnings = 6;

type Facts = StudyFacts & { readonly encoding: EncodingFacts };

/**
 * The problems, those of the split with another split that has been tried on the data. Where errors leave no way, the message
 * says which labels are missing.
 */
export function withSplitProposals(facts: StudyFacts, problems: readonly Problem[]): Problem[] {
  const { encoding } = facts;
  const own = problems.filter(({ step, code }) => step === 'design' && solvable.has(code));
  if (encoding == null || own.length === 0 || facts.spec.tasks.length === 0) return [...problems];
  const known = { ...facts, encoding };
  const errors = own.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return attach(problems, proposeForWarnings(known, own));
  const missing = findMissingLabels(encoding.targets);
  if (missing.length > 0) return sayMissing(problems, errors, missing);
  const tasks = distinct(errors.flatMap(({ column }) => (column === null ? [] : [column]))).filter((name) =>
    facts.spec.tasks.some((task) => task.column === name),
  );
  let tried = 0;
  for (const candidate of listSplitCandidates(facts.table, facts.spec, tasks)) {
    if (isSame(facts.spec, candidate)) continue;
    tried += 1;
    const found = judge(known, candidate);
    if (found === null || found.some(({ severity }) => severity === 'error')) continue;
    const proposal = toProposal(facts.spec, candidate);
    return problems.map((problem) => (errors.includes(problem) ? { ...problem, proposal } : problem));
  }
  const [first] = errors;
  const message = `none of ${tried} other ways to split gives every task labels in every part; add labels or take the task out`;
  return problems.map((problem) =>
    problem === first ? { ...problem, message: `${problem.message}; ${message}` } : problem,
  );
}

/** By problem, a plan of the same kind that has fewer warnings and none that is new. */
function proposeForWarnings(facts: Facts, own: readonly Problem[]): ReadonlyMap<Problem, SplitProposal> {
  const canBeSolved = own.filter((problem) => hasEnough(facts, problem));
  const tasks = distinct(canBeSolved.flatMap(({ column }) => (column === null ? [] : [column])));
  const proposals = new Map<Problem, SplitProposal>();
  if (tasks.length === 0) return proposals;
  let tried = 0;
  for (const candidate of listSplitCandidates(facts.table, facts.spec, tasks)) {
    if (isSame(facts.spec, candidate) || !candidate.keeps) continue;
    tried += 1;
    if (tried > triedForWarnings) break;
    const found = judge(facts, candidate)?.filter(({ code }) => solvable.has(code));
    if (found === undefined || found.some((problem) => !own.some((before) => isOf(before, problem)))) continue;
    for (const problem of canBeSolved) {
      if (proposals.has(problem) || found.some((left) => isOf(problem, left))) continue;
      proposals.set(problem, toProposal(facts.spec, candidate));
    }
    if (proposals.size === canBeSolved.length) break;
  }
  return proposals;
}

/** Labels that a part should have, so that a task of fewer than three times as many cannot be helped by a split. */
const wantedLabels = 20;

/** Whether there are labels enough that some split might not have the problem. */
function hasEnough({ encoding }: Facts, { code, column }: Problem): boolean {
  const target = encoding.targets.find(({ task }) => task === column);
  if (target === undefined) return false;
  const counts = new Map<number, number>();
  target.values.forEach((value, row) => {
    if (target.labelled[row] === 1) counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  const labels = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (code === 'few-labels-in-part') return labels >= 3 * wantedLabels;
  return target.type === 'regression' || Math.min(...counts.values()) >= 2;
}

/** The problems of a plan on this data; null where its splits cannot be made or leave a task without labels. */
function judge({ encoding, ...facts }: Facts, { split, baseSeed, seeds, claim }: SplitCandidate): Problem[] | null {
  const spec: StudySpec = { ...facts.spec, split, baseSeed, seeds, claim };
  const splits: Split[] = [];
  try {
    const splitAt = createSplitter(facts.table, spec);
    for (let index = 0; index < split.splits; index += 1) {
      const made = splitAt(index);
      if (!isLearnable(encoding.targets, made)) return null;
      splits.push(made);
    }
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
  const tried = { ...facts, encoding, spec, splits, excluded: null };
  return [...findSplitProblems(tried), ...findLabelProblems(tried)].filter(({ step }) => step === 'design');
}

function toProposal(spec: StudySpec, { split, baseSeed, seeds, claim, why }: SplitCandidate): SplitProposal {
  const choice = { split, baseSeed, seeds, claim };
  return { ...choice, change: describeSplitChange(spec, choice), why };
}

function isSame({ split, baseSeed, seeds, claim }: StudySpec, candidate: SplitCandidate): boolean {
  return describeSplitChange({ split, baseSeed, seeds, claim }, candidate) === '';
}

function isOf(one: Problem, other: Problem): boolean {
  return one.code === other.code && one.column === other.column;
}

function attach(problems: readonly Problem[], proposals: ReadonlyMap<Problem, SplitProposal>): Problem[] {
  return problems.map((problem) => {
    const proposal = proposals.get(problem);
    return proposal === undefined ? problem : { ...problem, proposal };
  });
}

/** What is missing is said where the task's own problem stands, else with the first. */
function sayMissing(
  problems: readonly Problem[],
  errors: readonly Problem[],
  missing: readonly { readonly task: string; readonly message: string }[],
): Problem[] {
  const placed = new Map<Problem, string[]>();
  for (const { task, message } of missing) {
    const place = errors.find(({ column }) => column === task) ?? errors[0];
    if (place !== undefined) placed.set(place, [...(placed.get(place) ?? []), message]);
  }
  return problems.map((problem) => {
    const messages = placed.get(problem);
    return messages === undefined ? problem : { ...problem, message: [problem.message, ...messages].join('; ') };
  });
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
