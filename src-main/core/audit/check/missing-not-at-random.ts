import { skip, type AuditCheck, type Found } from '../check.ts';
import type { AuditTask } from '../frame.ts';
import { compareColumn, compareTask, type GroupDifference } from '../measure/compare-groups.ts';
import { sayCount, sayNumber } from '../say.ts';

const leastRows = 20;
const mostRows = 20_000;
const significance = 0.01;

interface Cause {
  readonly name: string;
  readonly isTask: boolean;
  readonly distance: number;
}

/** Labels of a task that are there or not depending on another task or an input. */
export const missingNotAtRandom: AuditCheck = {
  id: 'missing-not-at-random',
  name: 'Labels missing not at random',
  computes:
    'For each task with absent labels, how differently every other task and every input is spread over the rows with and without its label: Kolmogorov-Smirnov distance of numbers, total variation distance of labels (p below 0.01 divided by the comparisons).',
  cannotSee: 'Labels that are absent because of their own value, which nothing in the table shows, and free text.',
  tolerance: {
    meaning: 'distance from which on labels are not missing at random',
    default: 0.2,
    minimum: 0,
    maximum: 1,
  },
  find(frame, tolerance) {
    const partial = frame.tasks.filter(
      (task) => Math.min(task.rows.length, frame.table.rowCount - task.rows.length) >= leastRows,
    );
    if (partial.length === 0) return skip('no task lacks labels in at least 20 rows');
    const inputs = frame.inputs.filter((column) => column.name !== frame.time?.name);
    const limit = significance / Math.max(1, partial.length * (frame.tasks.length - 1 + inputs.length));
    const isCause = (difference: GroupDifference | null): difference is GroupDifference =>
      difference !== null && difference.distance >= tolerance && difference.p <= limit;
    let rowsUsed = 0;
    const findings = partial.flatMap((task): Found[] => {
      const present = frame.sample(task.rows, mostRows, `present ${task.name}`);
      const absent = frame.sample(rowsWithout(task), mostRows, `absent ${task.name}`);
      rowsUsed = Math.max(rowsUsed, present.length + absent.length);
      const causes: Cause[] = [];
      for (const other of frame.tasks) {
        const difference = other === task ? null : compareTask(other, present, absent);
        if (isCause(difference)) causes.push({ name: other.name, isTask: true, distance: difference.distance });
      }
      for (const column of inputs) {
        const difference = compareColumn(column, present, absent);
        if (isCause(difference)) causes.push({ name: column.name, isTask: false, distance: difference.distance });
      }
      causes.sort((first, second) => second.distance - first.distance);
      const [most] = causes;
      if (most === undefined) return [];
      const more = causes.length > 1 ? ` (and ${sayCount(causes.length - 1, 'other column')})` : '';
      return [
        {
          severity: 'amber',
          message: `whether task '${task.name}' has a label depends on ${most.isTask ? 'task' : 'input'} '${most.name}'${more}: distance ${sayNumber(most.distance)} between rows with and without it; what holds for labelled rows need not hold for the others; ask how rows were chosen for labelling`,
          columns: causes.map(({ name }) => name),
          tasks: [task.name],
          value: most.distance,
          numbers: causes.slice(0, 20).map(({ name, distance }) => ({ name, value: distance })),
        },
      ];
    });
    return { findings, rows: rowsUsed };
  },
};

function rowsWithout(task: AuditTask): Int32Array {
  const rows: number[] = [];
  task.values.forEach((value, row) => {
    if (!Number.isFinite(value)) rows.push(row);
  });
  return Int32Array.from(rows);
}
