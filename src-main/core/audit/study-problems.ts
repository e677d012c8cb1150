import type { Problem } from '../../contract/design.ts';
import { findArmProblems } from './arm-problems.ts';
import { findLabelProblems } from './label-problems.ts';
import { findRoleProblems } from './role-problems.ts';
import { findSplitProblems } from './split-problems.ts';
import { problem, type StudyFacts } from './study-facts.ts';
import { findTaskProblems } from './task-problems.ts';
import { findTrainingProblems } from './training-problems.ts';

const order = { error: 0, warning: 1, note: 2 };

/**
 * Everything that keeps a study from starting (errors), deserves a look (warnings) or is good to know (notes), errors
 * first. Pure; the parts that are absent from `facts` are not checked. Each message says what, where, the value received
 * and what to do.
 */
export function findStudyProblems(facts: StudyFacts): Problem[] {
  const problems = [
    ...findRoleProblems(facts),
    ...findTaskProblems(facts),
    ...findArmProblems(facts),
    ...findSplitProblems(facts),
    ...findLabelProblems(facts),
    ...findTrainingProblems(facts),
  ];
  const failure = facts.failure ?? null;
  const isSplit = facts.failedSplit === true;
  if (failure !== null && !problems.some((found) => found.severity === 'error' && !(isSplit && isApart(found)))) {
    problems.push(problem('error', 'design', isSplit ? 'impossible-split' : 'impossible-study', null, failure));
  }
  return problems.sort((first, second) => order[first.severity] - order[second.severity]);
}

/** Whether splits could be made in spite of the problem. */
function isApart({ step, code }: Problem): boolean {
  return step === 'balancing' || step === 'sharing' || code === 'one-task';
}
