import { skip, type AuditCheck, type Found } from '../check.ts';
import type { AuditFrame } from '../frame.ts';
import { compareColumn, compareTask, type GroupDifference } from '../measure/compare-groups.ts';
import { sayNames, sayNumber } from '../say.ts';
import { timeSplit } from './temporal-skew.ts';

const leastRows = 60;
const significance = 0.01;

/** Labels or inputs whose values change with time. */
export const drift: AuditCheck = {
  id: 'drift',
  name: 'Drift over time',
  computes:
    'For each task and input, how differently its values are spread in the earliest and in the latest third of the rows by time: Kolmogorov-Smirnov distance of numbers, total variation distance of labels (p below 0.01 divided by the columns).',
  cannotSee:
    'Waves that return within a third, changes of the link between inputs and labels alone, and anything without a time column.',
  tolerance: { meaning: 'distance from which on values have changed with time', default: 0.2, minimum: 0, maximum: 1 },
  find(frame, tolerance) {
    const { time } = frame;
    if (time === null) return skip('there is no time column: a date, or the column of a split by time');
    const thirds = thirdsByTime(frame, time.values);
    if (thirds === null) return skip(`fewer than ${leastRows} rows have a time`);
    const [early, late] = thirds;
    const inputs = frame.inputs.filter((column) => column.name !== time.name);
    const limit = significance / Math.max(1, frame.tasks.length + inputs.length);
    const isDrift = (difference: GroupDifference | null): difference is GroupDifference =>
      difference !== null && difference.distance >= tolerance && difference.p <= limit;
    const findings = frame.tasks.flatMap((task): Found[] => {
      const difference = compareTask(task, early, late);
      if (!isDrift(difference)) return [];
      return [
        {
          severity: 'amber',
          message: `the labels of task '${task.name}' change with '${time.name}': distance ${sayNumber(difference.distance)} between the earliest and the latest third of the rows; a random split tests on the past and says little of the future; split by time`,
          columns: [task.name, time.name],
          tasks: [task.name],
          value: difference.distance,
          mend: timeSplit(frame, time.name),
        },
      ];
    });
    const drifting = inputs
      .flatMap((column) => {
        const difference = compareColumn(column, early, late);
        return isDrift(difference) ? [{ name: column.name, distance: difference.distance }] : [];
      })
      .sort((first, second) => second.distance - first.distance);
    const [most] = drifting;
    if (most !== undefined) {
      findings.push({
        severity: 'amber',
        message: `${drifting.length === 1 ? 'input' : 'inputs'} ${sayNames(drifting.map(({ name }) => name))} ${drifting.length === 1 ? 'changes' : 'change'} with '${time.name}': distance ${sayNumber(most.distance)} in '${most.name}' between the earliest and the latest third of the rows; split by time, or leave out what only tells the time`,
        columns: drifting.map(({ name }) => name),
        tasks: [],
        value: most.distance,
        numbers: drifting.slice(0, 20).map(({ name, distance }) => ({ name, value: distance })),
        mend: timeSplit(frame, time.name),
      });
    }
    return { findings, rows: early.length + late.length };
  },
};

/** The earliest and the latest third of the rows that have a time; null where they are too few. */
function thirdsByTime({ table }: AuditFrame, values: Float64Array): [Int32Array, Int32Array] | null {
  const order = Array.from({ length: table.rowCount }, (_, row) => row)
    .filter((row) => Number.isFinite(values[row] ?? Number.NaN))
    .sort((first, second) => (values[first] ?? 0) - (values[second] ?? 0) || first - second);
  const size = Math.floor(order.length / 3);
  if (order.length < leastRows) return null;
  return [Int32Array.from(order.slice(0, size)), Int32Array.from(order.slice(-size))];
}
