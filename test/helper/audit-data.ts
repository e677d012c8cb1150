import type { StudySpec, Task } from '../../src-main/contract/study.ts';
import type { AuditFrame } from '../../src-main/core/audit/frame.ts';
import { createFrame } from '../../src-main/core/audit/frame.ts';
import { countPresence } from '../../src-main/core/audit/presence.ts';
import { splitRows } from '../../src-main/core/prepare/split-rows.ts';
import type { Table, TableColumn } from '../../src-main/core/table/table.ts';
import { deriveSeed, uniformAt } from '../../src-main/core/util/hash.ts';
import { classification, labels, numbers, regression, specOf, tableOf } from '../core/prepare/tables.ts';

export type Cells = (number | string | null)[];

/** A generated table that can still be changed, with the random numbers to do so. */
export interface AuditData {
  readonly rows: number;
  readonly draw: Draw;
  /** By name; text makes labels, numbers stay numbers, those of `dates` are milliseconds. */
  readonly columns: Map<string, Cells>;
  readonly dates: Set<string>;
  readonly roles: Map<string, StudySpec['roles'][string]>;
  /** Names of the tasks with numbers; the others have classes. */
  readonly numberTasks: Set<string>;
}

export interface Draw {
  /** In [0, 1). */
  uniform(): number;
  normal(): number;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
}

/** Numbers that depend on the seed and on how many were drawn before. */
export function createDraw(seed: number): Draw {
  let index = 0;
  const uniform = (): number => {
    index += 1;
    return uniformAt(deriveSeed(seed, 'audit data'), Math.floor(index / 1024), index % 1024);
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    whole: (least, most) => least + Math.floor(uniform() * (most - least + 1)),
  };
}

const day = 86_400_000;
const start = Date.UTC(2022, 0, 1);

/**
 * A table as studies have them, with nothing wrong: 200 to 5,000 rows; numbers of several shapes, some correlated, labels
 * of uneven frequency, a boolean, a date that says nothing, a row id; some inputs missing at random; two to five tasks of
 * mixed types that hang on several inputs each, partly the same, with noise, some labelled for a part of the rows.
 */
export function makeCleanData(seed: number, fixedRows?: number): AuditData {
  const draw = createDraw(seed);
  const rows = fixedRows ?? Math.round(200 * 25 ** draw.uniform());
  const data: AuditData = {
    rows,
    draw,
    columns: new Map(),
    dates: new Set(['visited']),
    roles: new Map([
      ['record', 'id'],
      ['visited', 'ignore'],
    ]),
    numberTasks: new Set(),
  };
  fill(data, 'record', (row) => `R${row + 10_000}`);
  fill(data, 'visited', () => start + day * draw.whole(0, 1000));
  const visits = cellsOf(data, 'visited').map((cell) => (typeof cell === 'number' ? cell : 0));
  /** From 0 to 1 over the time of the table: some inputs drift a little, too little to matter. */
  const lateness = (row: number): number => ((visits[row] ?? 0) - start) / (1000 * day);
  const signals: number[][] = [];
  const addInput = (name: string, values: readonly number[], shown: (value: number) => number | string): void => {
    const missing = draw.uniform() < 0.4 ? 0.15 * draw.uniform() : 0;
    fill(data, name, (row) => (draw.uniform() < missing ? null : shown(values[row] ?? 0)));
    data.roles.set(name, 'input');
    signals.push([...values]);
  };
  const common = Array.from({ length: rows }, () => draw.normal());
  for (let input = 0; input < draw.whole(4, 10); input += 1) {
    const share = draw.uniform() < 0.5 ? 0 : 0.6;
    const values = common.map((value) => share * value + Math.sqrt(1 - share ** 2) * draw.normal());
    const shape = draw.whole(0, 3);
    const trend = draw.uniform() < 0.2 ? 0.15 : 0;
    values.forEach((value, row) => (values[row] = value + trend * lateness(row)));
    const shown = [
      (value: number) => round(value, 3),
      (value: number) => round(50 + 12 * value, 1),
      (value: number) => round(Math.exp(0.8 * value), 4),
      (value: number) => Math.round(20 + 8 * value),
    ][shape];
    if (shown !== undefined) addInput(`x${input}`, values, shown);
  }
  for (let input = 0; input < draw.whole(1, 3); input += 1) {
    const count = draw.whole(2, 6);
    const effects = Array.from({ length: count }, () => draw.normal());
    const codes = Array.from({ length: rows }, () => Math.floor(count * draw.uniform() ** 1.4));
    const missing = draw.uniform() < 0.3 ? 0.1 * draw.uniform() : 0;
    fill(data, `kind${input}`, (row) => (draw.uniform() < missing ? null : `k${codes[row] ?? 0}`));
    data.roles.set(`kind${input}`, 'input');
    signals.push(codes.map((code) => effects[code] ?? 0));
  }
  const taskCount = draw.whole(2, 5);
  for (let task = 0; task < taskCount; task += 1) addTask(data, `y${task}`, signals);
  return data;
}

function addTask(data: AuditData, name: string, signals: readonly (readonly number[])[]): void {
  const { draw, rows } = data;
  const used = signals.filter(() => draw.uniform() < 0.6);
  const chosen = used.length < 3 ? signals.slice(0, 3) : used;
  const weights = chosen.map(() => (draw.uniform() < 0.5 ? -1 : 1) * (0.6 + 0.4 * draw.uniform()));
  // In three of ten tasks one input says most of what can be said.
  if (draw.uniform() < 0.3) weights[0] = 2.5;
  const signal = standardize(
    Array.from({ length: rows }, (_, row) =>
      chosen.reduce((sum, values, index) => sum + (weights[index] ?? 0) * (values[row] ?? 0), 0),
    ),
  );
  const strength = 0.4 + 0.4 * draw.uniform();
  const values = signal.map((value) => Math.sqrt(strength) * value + Math.sqrt(1 - strength) * draw.normal());
  const present = Math.max(draw.uniform() < 0.5 ? 1 : 0.5 + 0.5 * draw.uniform(), Math.min(1, 260 / rows));
  const type = draw.whole(0, 2);
  data.roles.set(name, 'task');
  if (type === 0) data.numberTasks.add(name);
  const scale = 0.9 + 0.5 * draw.uniform();
  const cut = 2 * (draw.uniform() - 0.5);
  const isSkewed = draw.uniform() < 0.3;
  const labelOf = [
    (value: number) => round(10 + scale * (isSkewed ? 0.9 * Math.exp(0.6 * value) : value), 3),
    (value: number) => (value > cut ? 'yes' : 'no'),
    (value: number) => (value > 0.5 + 0.7 * cut ? 'high' : value > -0.6 + 0.7 * cut ? 'middle' : 'low'),
  ][type];
  // Some tasks are labelled a little more often where they are high, too little to matter.
  const leaning = draw.uniform() < 0.2 ? 0.06 : 0;
  const isKept = (row: number): boolean =>
    draw.uniform() < present * (1 - (present < 1 && (signal[row] ?? 0) < 0 ? leaning : 0));
  fill(data, name, (row) => (isKept(row) && labelOf !== undefined ? labelOf(values[row] ?? 0) : null));
}

/** Sets a column row by row. */
export function fill(data: AuditData, name: string, cell: (row: number) => number | string | null): void {
  data.columns.set(
    name,
    Array.from({ length: data.rows }, (_, row) => cell(row)),
  );
}

export function cellsOf(data: AuditData, name: string): Cells {
  return data.columns.get(name) ?? [];
}

export function tasksOf(data: AuditData): string[] {
  return [...data.roles].filter(([, role]) => role === 'task').map(([name]) => name);
}

export function inputsOf(data: AuditData): string[] {
  return [...data.roles].filter(([, role]) => role === 'input').map(([name]) => name);
}

export function isNumberTask(data: AuditData, name: string): boolean {
  return data.numberTasks.has(name);
}

/** A task with numbers, made where there is none. */
export function numberTask(data: AuditData): string {
  const found = tasksOf(data).find((name) => isNumberTask(data, name));
  if (found !== undefined) return found;
  const name = 'amount';
  const first = inputsOf(data).find((input) => cellsOf(data, input).some((cell) => typeof cell === 'number')) ?? '';
  const cells = cellsOf(data, first);
  const centre = cells.map((cell) => (typeof cell === 'number' ? cell : 0));
  const values = standardize(centre).map((value) => 0.6 * value + 0.8 * data.draw.normal());
  fill(data, name, (row) => round(10 + (values[row] ?? 0), 3));
  data.roles.set(name, 'task');
  data.numberTasks.add(name);
  return name;
}

/** A task with classes, made where there is none. */
export function classTask(data: AuditData): string {
  const found = tasksOf(data).find((name) => !isNumberTask(data, name));
  if (found !== undefined) return found;
  const source = cellsOf(data, numberTask(data));
  const name = 'state';
  fill(data, name, (row) => {
    const cell = source[row];
    return (typeof cell === 'number' ? cell : 10) + 0.8 * data.draw.normal() > 10 ? 'yes' : 'no';
  });
  data.roles.set(name, 'task');
  return name;
}

export function toTable(data: AuditData): Table {
  return tableOf(...[...data.columns].map(([name, cells]) => toColumn(data, name, cells)));
}

function toColumn(data: AuditData, name: string, cells: Cells): TableColumn {
  if (cells.some((cell) => typeof cell === 'string')) {
    return labels(
      name,
      cells.map((cell) => (cell === null ? null : String(cell))),
    );
  }
  const column = numbers(
    name,
    cells.map((cell) => (typeof cell === 'number' ? cell : null)),
  );
  return data.dates.has(name) && !('codes' in column) ? { ...column, type: 'date' } : column;
}

export function toSpec(data: AuditData, table: Table): StudySpec {
  const tasks = tasksOf(data).map((name): Task => {
    if (isNumberTask(data, name)) return regression(name);
    const classes = [...new Set(cellsOf(data, name).filter((cell) => cell !== null))].map(String).sort();
    return classification(name, classes);
  });
  return specOf(table, tasks, { roles: Object.fromEntries(data.roles) });
}

/** What the checks look at. */
export function toFrame(data: AuditData, change: Partial<StudySpec> = {}): AuditFrame {
  const table = toTable(data);
  const spec = { ...toSpec(data, table), ...change };
  const splits = splitRows(table, spec);
  return createFrame({ table, spec, splits, presence: countPresence(table, spec, splits), rowNumbers: null });
}

export function standardize(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / (spread > 0 ? spread : 1));
}

export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
