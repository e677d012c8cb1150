import type { Problem } from '../../contract/design.ts';
import { cellLabel } from '../table/cell.ts';
import { findColumn, type TableColumn } from '../table/table.ts';
import { problem, type StudyFacts } from './study-facts.ts';

/** Roles that name no column, tasks among the inputs, and inputs that are missing, useless or suspicious. */
export function findRoleProblems(facts: StudyFacts): Problem[] {
  const { spec, table } = facts;
  const problems: Problem[] = [];
  const taskColumns = new Set(spec.tasks.map((task) => task.column));
  for (const [name, role] of Object.entries(spec.roles)) {
    if (findColumn(table, name) === undefined) {
      const message = `the data has no column '${name}', which has the role ${role}; take it out or import the file again`;
      problems.push(problem('error', 'data', 'unknown-column', name, message));
    } else if (role === 'task' && !taskColumns.has(name)) {
      const message = `column '${name}' has the role task but no task settings; add it as a task or change its role`;
      problems.push(problem('error', 'tasks', 'task-without-settings', name, message));
    } else if (role === 'input' && taskColumns.has(name)) {
      const message = `column '${name}' is a task and an input at once; a model that sees its target learns nothing else; give it one role`;
      problems.push(problem('error', 'data', 'target-among-inputs', name, message));
    }
  }
  const inputs = table.columns.filter(
    (column) => Object.hasOwn(spec.roles, column.name) && spec.roles[column.name] === 'input',
  );
  if (inputs.length === 0) {
    const message = 'no column has the role input; mark at least one column that is known before the tasks are';
    problems.push(problem('error', 'data', 'no-input', null, message));
  }
  return [
    ...problems,
    ...inputs.flatMap((column) => flagProblems(facts, column)),
    ...(facts.encoding?.notes ?? []).map((note) =>
      problem(note.code === 'beyond-float32' ? 'warning' : 'note', 'data', note.code, note.column, note.message),
    ),
    ...copyProblems(facts, inputs),
  ];
}

function flagProblems({ description }: StudyFacts, column: TableColumn): Problem[] {
  const found = description.columns.find(({ name }) => name === column.name);
  const name = column.name;
  return (found?.flags ?? []).flatMap((flag) => {
    if (flag === 'all-missing') {
      const message = `input '${name}' has no values and tells the network nothing; set its role to ignore`;
      return [problem('warning', 'data', 'empty-input', name, message)];
    }
    if (flag === 'constant') {
      const message = `input '${name}' has one value only and tells the network nothing; set its role to ignore`;
      return [problem('note', 'data', 'constant-input', name, message)];
    }
    if (flag === 'identifier-like') {
      const message = `input '${name}' has ${found?.distinct ?? 0} different values in ${description.rows} rows and looks like an identifier; set its role to id unless its value means something`;
      return [problem('warning', 'data', 'identifier-input', name, message)];
    }
    return [];
  });
}

/** Columns with the same content: twice the same input, or a task under another name. */
function copyProblems({ spec, table }: StudyFacts, inputs: readonly TableColumn[]): Problem[] {
  const problems: Problem[] = [];
  const byContent = new Map<string, TableColumn[]>();
  for (const column of inputs) {
    const key = contentKey(column);
    const same = byContent.get(key) ?? [];
    const twin = same.find((other) => sameContent(other, column));
    if (twin !== undefined) {
      const message = `inputs '${twin.name}' and '${column.name}' hold the same values; set one of them to ignore`;
      problems.push(problem('warning', 'data', 'duplicated-input', column.name, message));
    }
    byContent.set(key, [...same, column]);
  }
  for (const { column: name } of spec.tasks) {
    const target = findColumn(table, name);
    if (target === undefined) continue;
    for (const column of inputs) {
      if (column.name === name || !copiesTask(column, target)) continue;
      const message = `input '${column.name}' holds the same values as task '${name}' in every row that has both; it gives the answer away; set its role to ignore`;
      problems.push(problem('error', 'data', 'target-among-inputs', column.name, message));
    }
  }
  return problems;
}

function lengthOf(column: TableColumn): number {
  return 'codes' in column ? column.codes.length : column.values.length;
}

/** A few cells, so that only likely copies are compared in full. */
function contentKey(column: TableColumn): string {
  const length = lengthOf(column);
  const cells = Array.from({ length: Math.min(16, length) }, (_, index) =>
    cellLabel(column, Math.floor((index * length) / 16)),
  );
  return JSON.stringify([column.type, cells]);
}

function sameContent(first: TableColumn, second: TableColumn): boolean {
  for (let row = 0; row < lengthOf(first); row += 1) {
    if (cellLabel(first, row) !== cellLabel(second, row)) return false;
  }
  return true;
}

/** Equal wherever both have a value, in at least 20 rows with more than one value. */
function copiesTask(column: TableColumn, target: TableColumn): boolean {
  let shared = 0;
  const seen = new Set<string>();
  for (let row = 0; row < lengthOf(target); row += 1) {
    const value = cellLabel(column, row);
    const wanted = cellLabel(target, row);
    if (value === null || wanted === null) continue;
    if (value !== wanted) return false;
    shared += 1;
    if (seen.size < 2) seen.add(value);
  }
  return shared >= 20 && seen.size > 1;
}
