import type { SplitPlan, Task } from '../../contract/study.ts';
import { findColumn, type Table } from '../table/table.ts';
import { shuffle } from '../util/hash.ts';
import type { Split } from './prepared.ts';
import { partSizes, toSplit } from './split-size.ts';
import { strataOf, targetStrata } from './strata.ts';

/** The labels that a row carries, as numbers from 0: one a task, a missing one among them. */
export type LabelsAt = (row: number) => readonly number[];

/** What iterative stratification keeps in proportion: each task's class or quantile bin, and whether it is labelled at all. */
export function taskLabels(table: Table, tasks: readonly Pick<Task, 'column' | 'type'>[], rows: Int32Array): LabelsAt {
  let next = 0;
  const perTask = tasks.flatMap((task) => {
    const column = findColumn(table, task.column);
    if (column === undefined) return [];
    const isNumber = task.type === 'regression' && !('codes' in column);
    const strata = isNumber ? targetStrata(column, rows) : strataOf(column, rows);
    const codes = new Map<number, number>();
    for (const stratum of strata.values()) {
      if (codes.has(stratum)) continue;
      codes.set(stratum, next);
      next += 1;
    }
    return [(row: number): number => codes.get(strata.get(row) ?? -1) ?? 0];
  });
  return (row) => perTask.map((labelOf) => labelOf(row));
}

/**
 * Iterative stratification over several labels at once (Sechidis, Tsoumakas and Vlahavas, On the Stratification of Multi-label
 * Data, ECML PKDD 2011): the label with the fewest rows left is dealt first, each row to the part that lacks most of it, of
 * equal ones to the part that lacks most rows.
 *
 * @param sizes rows that each part should get; they sum to the rows
 */
export function stratifyIteratively(
  rows: Int32Array,
  labelsAt: LabelsAt,
  sizes: readonly number[],
  seed: number,
): number[][] {
  const order = shuffle([...rows], seed);
  const rowsOf = new Map<number, number[]>();
  const labels = new Map<number, readonly number[]>();
  for (const row of order) {
    const own = labelsAt(row);
    labels.set(row, own);
    for (const label of own) {
      const list = rowsOf.get(label);
      if (list === undefined) rowsOf.set(label, [row]);
      else list.push(row);
    }
  }
  const room = [...sizes];
  const shares = sizes.map((size) => size / rows.length);
  const wanted = new Map([...rowsOf].map(([label, list]) => [label, shares.map((share) => share * list.length)]));
  const left = new Map([...rowsOf].map(([label, list]) => [label, list.length]));
  const parts = sizes.map((): number[] => []);
  const dealt = new Set<number>();
  const deal = (row: number, part: number): void => {
    dealt.add(row);
    (parts[part] as number[]).push(row);
    room[part] = (room[part] as number) - 1;
    for (const label of labels.get(row) ?? []) {
      const lacking = wanted.get(label) as number[];
      lacking[part] = (lacking[part] as number) - 1;
      left.set(label, (left.get(label) as number) - 1);
    }
  };
  for (let label = rarest(left); label !== null; label = rarest(left)) {
    const lacking = wanted.get(label) as number[];
    for (const row of rowsOf.get(label) ?? []) if (!dealt.has(row)) deal(row, neediest(lacking, room));
    left.delete(label);
  }
  for (const row of order) if (!dealt.has(row)) deal(row, neediest(room, room));
  return parts;
}

/** Train, validation and test with the labels of every task in the same proportions, as near as whole rows allow. */
export function splitByTasks(rows: Int32Array, labelsAt: LabelsAt, plan: SplitPlan, seed: number): Split {
  const { test, validation } = partSizes(rows.length, plan);
  const sizes = [rows.length - test - validation, validation, test];
  const [train = [], valid = [], held = []] = stratifyIteratively(rows, labelsAt, sizes, seed);
  return toSplit(train, valid, held);
}

/** The label with the fewest rows left, the first of equal ones; null when none has any. */
function rarest(left: ReadonlyMap<number, number>): number | null {
  let found: number | null = null;
  let fewest = Infinity;
  for (const [label, count] of left) {
    if (count > 0 && count < fewest) {
      found = label;
      fewest = count;
    }
  }
  return found;
}

/** The part that lacks most, of equal ones the one with most room; a full part takes nothing while another has room. */
function neediest(lacking: readonly number[], room: readonly number[]): number {
  let best = -1;
  lacking.forEach((need, part) => {
    const space = room[part] as number;
    if (space <= 0) return;
    const bestNeed = best < 0 ? -Infinity : (lacking[best] as number);
    if (need > bestNeed || (need === bestNeed && space > (room[best] as number))) best = part;
  });
  return best < 0 ? 0 : best;
}
