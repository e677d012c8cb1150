import type { Mend } from '../../../contract/audit.ts';
import { skip, type AuditCheck, type Found } from '../check.ts';
import type { AuditFrame, AuditTask } from '../frame.ts';
import { kolmogorovSmirnov } from '../measure/rank.ts';
import { pairsOf } from '../relation.ts';
import { sayNumber } from '../say.ts';

const leastRows = 30;
const significance = 0.01;
const deciles = 10;

/** Labels of different tasks from different times. */
export const temporalSkew: AuditCheck = {
  id: 'temporal-skew',
  name: 'Temporal skew across tasks',
  computes:
    'For each pair of tasks the Kolmogorov-Smirnov distance between the times of their labelled rows (p below 0.01 divided by the pairs), and the share of rows labelled in each tenth of the rows by time.',
  cannotSee: 'Anything without a time column: the split\u2019s, or else the first date column.',
  tolerance: {
    meaning: 'Kolmogorov-Smirnov distance from which on two tasks are from different times',
    default: 0.2,
    minimum: 0,
    maximum: 1,
  },
  find(frame, tolerance) {
    const { time, tasks } = frame;
    if (time === null) return skip('there is no time column: a date, or the column of a split by time');
    if (tasks.length < 2) return skip('fewer than two tasks');
    const times = tasks.map((task) => timesOf(time.values, task));
    const pairs = (tasks.length * (tasks.length - 1)) / 2;
    const findings: Found[] = [];
    for (const [first, second] of pairsOf(tasks)) {
      const [here, there] = [times[first.index], times[second.index]];
      if (here === undefined || there === undefined || Math.min(here.length, there.length) < leastRows) continue;
      const { statistic, p } = kolmogorovSmirnov(here, there);
      if (statistic < tolerance || p > significance / pairs) continue;
      const [earlier, later] = median(here) <= median(there) ? [first, second] : [second, first];
      findings.push({
        severity: 'amber',
        message: `labels of tasks '${earlier.name}' and '${later.name}' are from different times of '${time.name}': Kolmogorov-Smirnov distance ${sayNumber(statistic)}, '${earlier.name}' mostly the earlier ones; what was learned from one may not hold at the time of the other; split by time and compare on the same period`,
        columns: [time.name],
        tasks: [earlier.name, later.name],
        value: statistic,
        numbers: [...presence(frame, time.values, earlier), ...presence(frame, time.values, later)],
        mend: timeSplit(frame, time.name),
      });
    }
    return { findings, rows: Math.max(0, ...times.map((each) => each.length)) };
  },
};

/** A split by time, where the plan has another one. */
export function timeSplit({ spec }: AuditFrame, column: string): Mend | null {
  if (spec.split.kind === 'time') return null;
  return { kind: 'split', label: `Split by time, '${column}'`, split: 'time', column };
}

function timesOf(values: Float64Array, task: AuditTask): Float64Array {
  return Float64Array.from(task.rows, (row) => values[row] ?? Number.NaN).filter(Number.isFinite);
}

function median(values: Float64Array): number {
  return values.toSorted()[values.length >> 1] ?? 0;
}

/** Share of rows labelled in each tenth of the rows by time. */
function presence({ table }: AuditFrame, values: Float64Array, task: AuditTask): { name: string; value: number }[] {
  const order = Array.from({ length: table.rowCount }, (_, row) => row)
    .filter((row) => Number.isFinite(values[row] ?? Number.NaN))
    .sort((first, second) => (values[first] ?? 0) - (values[second] ?? 0));
  return Array.from({ length: deciles }, (_, decile) => {
    const rows = order.slice(
      Math.round((decile * order.length) / deciles),
      Math.round(((decile + 1) * order.length) / deciles),
    );
    const labelled = rows.filter((row) => Number.isFinite(task.values[row] ?? Number.NaN)).length;
    return {
      name: `${task.name}, labelled in tenth ${decile + 1} by time`,
      value: labelled / Math.max(1, rows.length),
    };
  });
}
