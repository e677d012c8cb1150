import { armId } from '../../contract/arm.ts';
import type { Problem } from '../../contract/design.ts';
import { problem, type StudyFacts } from './study-facts.ts';

/** No arm, arms that are unknown or the same, weights that do not fit the number of tasks. */
export function findArmProblems({
  spec,
  knownMethods,
  knownSharingForms,
  refusedArms,
  budgets,
}: StudyFacts): Problem[] {
  const problems: Problem[] = [];
  if (spec.arms.length === 0) {
    const message =
      'no multi-task arm is chosen; tick at least one balancing method to compare with the single-task twins';
    problems.push(problem('error', 'balancing', 'no-arm', null, message));
  }
  const seen = new Set<string>();
  for (const arm of spec.arms) {
    const id = armId(arm);
    if (seen.has(id)) {
      const message = `arm '${id}' is listed twice; take one out or change its parameters`;
      problems.push(problem('error', 'balancing', 'duplicate-arm', null, message));
    }
    seen.add(id);
    if (!knownMethods.includes(arm.method)) {
      const message = `unknown balancing method '${arm.method}'; choose one of ${knownMethods.join(', ')}`;
      problems.push(problem('error', 'balancing', 'unknown-method', null, message));
    }
    if (knownSharingForms !== undefined && !knownSharingForms.includes(arm.sharing)) {
      const message = `unknown sharing form '${arm.sharing}'; choose one of ${knownSharingForms.join(', ')}`;
      problems.push(problem('error', 'sharing', 'unknown-sharing', null, message));
    }
    for (const [name, value] of Object.entries(arm.parameters)) {
      if (!Array.isArray(value) || value.length === spec.tasks.length) continue;
      const message = `arm '${id}': ${name} has ${value.length} numbers for ${spec.tasks.length} tasks; give one a task`;
      problems.push(problem('error', 'balancing', 'parameter-count', null, message));
    }
  }
  for (const { arm, step, reason } of refusedArms ?? []) {
    problems.push(problem('error', step ?? 'balancing', 'refused-arm', null, `arm '${arm}': ${reason}`));
  }
  for (const { arm, budget } of budgets ?? []) {
    problems.push(problem('note', 'balancing', 'search-budget', null, `arm '${arm}': ${budget}`));
  }
  return problems;
}
