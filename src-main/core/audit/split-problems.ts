import type { Problem } from '../../contract/design.ts';
import { cellLabel, countLabels } from '../table/cell.ts';
import { findColumn } from '../table/table.ts';
import { problem, type StudyFacts } from './study-facts.ts';

const leastGroups = 3;

/** A split column that is missing or unfit, rows left out, and a claim the plan cannot carry, splits that test the same rows. */
export function findSplitProblems(facts: StudyFacts): Problem[] {
  return [...columnProblems(facts), ...exclusionProblems(facts), ...claimProblems(facts), ...repeatedTests(facts)];
}

/** Where there are few groups or rows, chance draws the same test rows again: such splits are not new evidence. */
function repeatedTests({ splits }: StudyFacts): Problem[] {
  if (splits == null) return [];
  const distinct = new Set(splits.map(({ test }) => test.join()));
  if (distinct.size === splits.length) return [];
  const message = `the ${splits.length} splits have only ${distinct.size} different sets of test rows; the others repeat them and add no evidence on new data; plan at most ${distinct.size} splits, or split by another column`;
  return [problem('warning', 'design', 'repeated-test-rows', null, message)];
}

function columnProblems({ spec, table }: StudyFacts): Problem[] {
  const { kind, column: name } = spec.split;
  if (kind === 'random' || kind === 'stratified-tasks' || kind === 'k-fold') return [];
  if (name === null) {
    if (kind === 'stratified') return [];
    const message = `the split by ${kind} names no column; choose the ${kind} column`;
    return [problem('error', 'design', 'missing-split-column', null, message)];
  }
  const column = findColumn(table, name);
  if (column === undefined) {
    const message = `the data has no column '${name}' to split by ${kind}; choose another column`;
    return [problem('error', 'design', 'unknown-column', name, message)];
  }
  const problems: Problem[] = [];
  if (kind === 'stratified' && countLabels(column).size === 0) {
    const message = `column '${name}' has no values to stratify by; choose another column`;
    problems.push(problem('error', 'design', 'empty-split-column', name, message));
  }
  if (kind === 'group') {
    const groups = countLabels(column).size;
    if (groups < leastGroups) {
      const message = `column '${name}' has ${groups} groups; a split by group needs at least ${leastGroups}; choose another column`;
      problems.push(problem('error', 'design', 'too-few-groups', name, message));
    }
    let without = 0;
    for (let row = 0; row < table.rowCount; row += 1) if (cellLabel(column, row) === null) without += 1;
    if (without > 0) {
      const message = `${without} rows have no value in the group column '${name}' and are split one by one`;
      problems.push(problem('warning', 'design', 'rows-without-group', name, message));
    }
  }
  if (kind === 'time' && 'codes' in column) {
    const message = `column '${name}' is ${column.type} and gives no order in time; choose a date or numeric column, or import it as date`;
    problems.push(problem('error', 'design', 'no-time-order', name, message));
  }
  if ((kind === 'group' || kind === 'time') && spec.roles[name] === 'input') {
    const message =
      kind === 'group'
        ? `the group column '${name}' is an input, but its groups in test rows were never seen in training; set its role to ignore`
        : `the time column '${name}' is an input; test rows lie beyond the times seen in training`;
    problems.push(problem(kind === 'group' ? 'warning' : 'note', 'design', `${kind}-column-as-input`, name, message));
  }
  return problems;
}

function exclusionProblems({ spec, table, excluded }: StudyFacts): Problem[] {
  if (excluded == null || spec.tasks.length === 0) return [];
  const problems: Problem[] = [];
  if (excluded.unlabelled > 0) {
    const message = `${excluded.unlabelled} of ${table.rowCount} rows have no label in any task and are left out`;
    problems.push(problem('note', 'design', 'unlabelled-rows', null, message));
  }
  if (excluded.withoutTime > 0) {
    const message = `${excluded.withoutTime} rows have no value in the time column '${spec.split.column ?? ''}' and are left out`;
    problems.push(problem('warning', 'design', 'rows-without-time', spec.split.column, message));
  }
  return problems;
}

function claimProblems({ spec }: StudyFacts): Problem[] {
  const { splits } = spec.split;
  if (splits === 1 && spec.seeds === 1) {
    const message = 'one split and one seed give one pair a task: no interval and no test; plan at least 5 splits';
    return [problem('warning', 'design', 'one-unit', null, message)];
  }
  if (splits === 1 && spec.claim === 'new-data') {
    const message =
      'one split can only speak of itself, not of new data; plan at least 5 splits or choose the claim on this split';
    return [problem('error', 'design', 'claim-beyond-design', null, message)];
  }
  return [];
}
