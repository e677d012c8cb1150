import type { Presence } from '../../contract/audit.ts';
import type { Table } from '../table/table.ts';
import { createFrame, type AuditSpec } from './frame.ts';
import type { SplitFacts } from './study-facts.ts';

const mostCombinations = 64;
const nothing: Presence = { tasks: [], rows: 0, combinations: [], combinationCount: 0, together: [], parts: [] };

/** Which labels the rows carry, over all rows and in each part of each split. Class labels that no task lists count as none. */
export function countPresence(table: Table, spec: AuditSpec, splits: readonly SplitFacts[]): Presence {
  const { tasks } = createFrame({ table, spec, splits, presence: nothing, rowNumbers: null });
  const masks = new Int32Array(table.rowCount);
  tasks.forEach((task, index) => {
    for (const row of task.rows) masks[row] = (masks[row] ?? 0) | (1 << index);
  });
  const counts = countMasks(masks);
  const combinations = [...counts]
    .sort((first, second) => second[1] - first[1] || second[0] - first[0])
    .map(([mask, rows]) => ({ labelled: tasks.map((_, index) => (mask & (1 << index)) !== 0), rows }));
  const parts = ['train', 'validation', 'test'] as const;
  return {
    tasks: tasks.map((task) => task.name),
    rows: table.rowCount,
    combinations: combinations.slice(0, mostCombinations),
    combinationCount: combinations.length,
    together: togetherOf(counts, tasks.length),
    parts: splits.flatMap((rows, split) =>
      parts.map((part) => ({
        split,
        part,
        together: togetherOf(countMasks(rows[part].map((row) => masks[row] ?? 0)), tasks.length),
      })),
    ),
  };
}

/** Rows of each class, in the order of the classes, by task; tasks with numbers have none. */
export function countClassRows(table: Table, spec: AuditSpec): Record<string, number[]> {
  const { tasks } = createFrame({ table, spec, splits: [], presence: nothing, rowNumbers: null });
  return Object.fromEntries(
    tasks.map((task) => {
      const counts = new Array<number>(task.classes.length).fill(0);
      if (task.classes.length > 0) {
        for (const row of task.rows) counts[task.values[row] ?? 0] = (counts[task.values[row] ?? 0] ?? 0) + 1;
      }
      return [task.name, counts];
    }),
  );
}

function countMasks(masks: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const mask of masks) counts.set(mask, (counts.get(mask) ?? 0) + 1);
  return counts;
}

function togetherOf(counts: ReadonlyMap<number, number>, tasks: number): number[][] {
  const together = Array.from({ length: tasks }, () => new Array<number>(tasks).fill(0));
  for (const [mask, rows] of counts) {
    together.forEach((line, first) => {
      if ((mask & (1 << first)) === 0) return;
      for (let second = 0; second < tasks; second += 1) {
        if ((mask & (1 << second)) !== 0) line[second] = (line[second] ?? 0) + rows;
      }
    });
  }
  return together;
}
