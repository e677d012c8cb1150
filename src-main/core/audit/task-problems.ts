import type { Problem } from '../../contract/design.ts';
import type { Task } from '../../contract/study.ts';
import { countDistinct, countLabels } from '../table/cell.ts';
import { findColumn, type TableColumn } from '../table/table.ts';
import { problem, type KnownChoice, type StudyFacts } from './study-facts.ts';

const rareShare = 0.05;
const manyClasses = 50;

/** Too few tasks, columns that cannot be what their task says, classes that do not match the data. */
export function findTaskProblems(facts: StudyFacts): Problem[] {
  const { spec, table } = facts;
  const problems: Problem[] = [];
  if (spec.tasks.length === 0) {
    const message = 'no task is chosen; mark the columns to predict as tasks, at least two';
    problems.push(problem('error', 'tasks', 'no-task', null, message));
  } else if (spec.tasks.length === 1) {
    const message = `only '${spec.tasks[0]?.column ?? ''}' is a task; a comparison of multi-task models needs at least two`;
    problems.push(problem('error', 'tasks', 'one-task', null, message));
  }
  const seen = new Set<string>();
  for (const task of spec.tasks) {
    if (seen.has(task.column)) {
      const message = `task '${task.column}' is listed twice; take one out`;
      problems.push(problem('error', 'tasks', 'duplicate-task', task.column, message));
    }
    seen.add(task.column);
    const column = findColumn(table, task.column);
    if (column === undefined) {
      const message = `the data has no column '${task.column}' for this task; choose another column`;
      problems.push(problem('error', 'tasks', 'unknown-column', task.column, message));
      continue;
    }
    problems.push(...choiceProblems(facts, task));
    problems.push(...(task.type === 'regression' ? numberProblems(column) : classProblems(task, column)));
  }
  return problems;
}

function choiceProblems(facts: StudyFacts, task: Task): Problem[] {
  return [
    ...unfit(task, 'loss', task.loss, facts.knownLosses),
    ...unfit(task, 'metric', task.primaryMetric, facts.knownMetrics),
  ];
}

function unfit(task: Task, what: string, id: string, known: readonly KnownChoice[] | undefined): Problem[] {
  if (known === undefined) return [];
  const fitting = known.filter(({ taskTypes }) => taskTypes.includes(task.type)).map((choice) => choice.id);
  if (fitting.includes(id)) return [];
  const message = `task '${task.column}': the ${what} '${id}' is none for ${task.type}; choose one of ${fitting.join(', ')}`;
  return [problem('error', 'tasks', `unfit-${what}`, task.column, message)];
}

function numberProblems(column: TableColumn): Problem[] {
  const name = column.name;
  if ('codes' in column && column.type !== 'boolean') {
    const message = `task '${name}' is a regression, but its column is ${column.type}; choose a classification, or import the column as numeric`;
    return [problem('error', 'tasks', 'regression-on-labels', name, message)];
  }
  const distinct = countDistinct(column, 3);
  if (distinct === 0) return [noLabels(name)];
  if (distinct === 1) {
    const message = `task '${name}' has the same value in every labelled row; there is nothing to predict; choose another column`;
    return [problem('error', 'tasks', 'constant-target', name, message)];
  }
  if (distinct === 2) {
    const message = `task '${name}' is a regression of two different values; a binary task may be meant`;
    return [problem('warning', 'tasks', 'two-valued-regression', name, message)];
  }
  return [];
}

function classProblems(task: Task, column: TableColumn): Problem[] {
  const name = task.column;
  const counts = countLabels(column);
  if (counts.size === 0) return [noLabels(name)];
  const problems: Problem[] = [];
  if (new Set(task.classes).size < task.classes.length) {
    const message = `task '${name}' lists a class twice: ${task.classes.join(', ')}; take one out`;
    problems.push(problem('error', 'tasks', 'duplicate-class', name, message));
  }
  const present = task.classes.filter((label) => counts.has(label));
  if (task.classes.length < 2 || present.length < 2) {
    const found = present.length === 0 ? 'none of its classes occurs' : `only the class ${present.join(', ')} occurs`;
    const message = `task '${name}': ${found} in the data; a classification needs two classes or more; choose another column or other classes`;
    return [...problems, problem('error', 'tasks', 'one-class', name, message)];
  }
  if (task.type === 'binary' && task.classes.length !== 2) {
    const message = `task '${name}' is binary but lists ${task.classes.length} classes: ${listed(task.classes)}; choose multiclass or keep two classes`;
    problems.push(problem('error', 'tasks', 'not-binary', name, message));
  }
  return [...problems, ...labelProblems(task, counts)];
}

function labelProblems(task: Task, counts: ReadonlyMap<string, number>): Problem[] {
  const name = task.column;
  const problems: Problem[] = [];
  const absent = task.classes.filter((label) => !counts.has(label));
  if (absent.length > 0) {
    const message = `task '${name}': no row has the class ${listed(absent)}; take it out`;
    problems.push(problem('error', 'tasks', 'class-without-rows', name, message));
  }
  const unlisted = [...counts].filter(([label]) => !task.classes.includes(label));
  if (unlisted.length > 0) {
    const rows = unlisted.reduce((sum, [, count]) => sum + count, 0);
    const message = `task '${name}': ${rows} rows have labels that are no class of the task (${listed(unlisted.map(([label]) => label))}) and count as unlabelled; add the classes if they matter`;
    problems.push(problem('warning', 'tasks', 'unlisted-labels', name, message));
  }
  const labelled = task.classes.reduce((sum, label) => sum + (counts.get(label) ?? 0), 0);
  const rare = task.classes.filter((label) => counts.has(label) && (counts.get(label) ?? 0) < rareShare * labelled);
  if (rare.length > 0) {
    const message = `task '${name}': fewer than ${100 * rareShare} % of the labelled rows have the class ${listed(rare)}; its results will vary much; consider a stratified split`;
    problems.push(problem('warning', 'tasks', 'rare-class', name, message));
  }
  if (task.classes.length > manyClasses) {
    const message = `task '${name}' has ${task.classes.length} classes; a regression or fewer classes may be meant`;
    problems.push(problem('warning', 'tasks', 'many-classes', name, message));
  }
  return problems;
}

function noLabels(name: string): Problem {
  const message = `task '${name}' has no labelled row; choose another column`;
  return problem('error', 'tasks', 'no-labels', name, message);
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).join(', ');
  return labels.length > 5 ? `${shown}, ... (${labels.length})` : shown;
}
