import type { TaskRelation } from '../../contract/audit.ts';
import type { Figure } from '../../contract/figure.ts';

/** What each association is called. */
export const relationNames: Readonly<Record<TaskRelation['measure'], string>> = {
  pearson: 'Pearson r',
  'cramers-v': 'Cramér V, bias-corrected',
  'correlation-ratio': 'correlation ratio, bias-corrected',
};

/** Associations between the tasks' labels; only Pearson's r has a sign. */
export function buildRelationFigure(relations: readonly TaskRelation[], tasks: readonly string[]): Figure {
  const find = (a: string, b: string): number | null =>
    relations.find(({ taskA, taskB }) => (taskA === a && taskB === b) || (taskA === b && taskB === a))?.value ?? null;
  const known = relations.filter(({ value }) => value !== null);
  const strongest = known.toSorted((first, second) => Math.abs(second.value ?? 0) - Math.abs(first.value ?? 0))[0];
  return {
    id: 'task-relations',
    title: 'Relations between tasks',
    subtitle: 'association of labels in rows that have both; r for numbers, V for classes, correlation ratio for both',
    summary:
      strongest === undefined
        ? 'No association could be computed.'
        : `The strongest association is between ${strongest.taskA} and ${strongest.taskB}: ${(strongest.value ?? 0).toFixed(2)} (${relationNames[strongest.measure]}).`,
    x: { title: 'Task', kind: 'category', categories: [...tasks], range: null },
    y: { title: 'Task', kind: 'category', categories: [...tasks], range: null },
    zeroLine: false,
    marks: [
      {
        kind: 'heat',
        label: 'Association',
        xLabels: [...tasks],
        yLabels: [...tasks],
        values: tasks.map((a) => tasks.map((b) => (a === b ? null : find(a, b)))),
        minimum: -1,
        maximum: 1,
      },
    ],
    table: {
      columns: ['Task', 'Task', 'Measure', 'Association', '95 % low', '95 % high', 'Shared rows', 'Interval by'],
      rows: relations.map((relation) => [
        relation.taskA,
        relation.taskB,
        relationNames[relation.measure],
        relation.value,
        relation.interval?.[0] ?? null,
        relation.interval?.[1] ?? null,
        relation.shared,
        relation.intervalMethod === '' ? null : relation.intervalMethod,
      ]),
    },
  };
}
