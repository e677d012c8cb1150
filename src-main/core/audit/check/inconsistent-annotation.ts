import type { AuditCheck, Found } from '../check.ts';
import type { AuditFrame, AuditTask } from '../frame.ts';
import { findNearPairs, type NearPairs } from '../measure/near-pair.ts';
import { sayCount, sayShare } from '../say.ts';

const mostRows = 20_000;
const leastPairs = 10;
/** With more rows than this near to another, inputs are coarse: equal ones are no copies. */
const coarseShare = 0.5;

/** Rows with nearly the same inputs and another label. */
export const inconsistentAnnotation: AuditCheck = {
  id: 'inconsistent-annotation',
  name: 'Inconsistent annotation',
  computes:
    'Pairs of rows with equal or nearly equal inputs (standardized distance at most 0.01 times the root of the number of inputs, labels and missing cells equal, words shared to nine tenths), and the share of them that are labelled otherwise: another class, or numbers more than one standard deviation apart.',
  cannotSee: 'Wrong labels of rows that resemble no other, and which of two labels is wrong.',
  tolerance: {
    meaning: 'share of near pairs labelled otherwise from which on a task is named',
    default: 0.05,
    minimum: 0,
    maximum: 1,
  },
  find(frame, tolerance) {
    if (frame.inputs.length === 0) return { findings: [], rows: 0, skipped: 'there is no input' };
    const all = Int32Array.from({ length: frame.table.rowCount }, (_, row) => row);
    const rows = frame.sample(all, mostRows, 'near pairs');
    const near = findNearPairs(frame.inputs, rows);
    const findings = frame.tasks.flatMap((task): Found[] => {
      const found = judge(frame, task, near, rows.length, tolerance);
      return found === null ? [] : [found];
    });
    return { findings, rows: rows.length };
  },
};

function judge(frame: AuditFrame, task: AuditTask, near: NearPairs, rowCount: number, tolerance: number): Found | null {
  const spread = task.classes.length === 0 ? deviationOf(task) : 0;
  let pairs = 0;
  const otherwise: (readonly [number, number])[] = [];
  for (const pair of near.pairs) {
    const [a, b] = [task.values[pair[0]] ?? Number.NaN, task.values[pair[1]] ?? Number.NaN];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    pairs += 1;
    if (task.classes.length > 0 ? a !== b : Math.abs(a - b) > spread) otherwise.push(pair);
  }
  const share = otherwise.length / Math.max(1, pairs);
  if (pairs < leastPairs || otherwise.length === 0 || share < tolerance) return null;
  const isCoarse = near.rowsInPairs > coarseShare * rowCount;
  const rows = new Set(otherwise.flat());
  return {
    severity: isCoarse ? 'note' : 'amber',
    message: isCoarse
      ? `task '${task.name}': the inputs are so coarse that most rows have a double, and ${sayShare(share)} of ${sayCount(pairs, 'near pair')} are labelled otherwise; no model of these inputs can tell them apart`
      : `task '${task.name}': ${sayShare(share)} of ${sayCount(pairs, 'pair')} of rows with nearly the same inputs are labelled otherwise; look at the rows, agree on one label or take them out`,
    tasks: [task.name],
    columns: [task.name],
    value: share,
    numbers: [{ name: 'near pairs labelled for the task', value: pairs }],
    rows: frame.evidence(new Set(otherwise.slice(0, 25).flat())),
    rowCount: rows.size,
  };
}

function deviationOf(task: AuditTask): number {
  const values = Float64Array.from(task.rows, (row) => task.values[row] ?? 0);
  const centre = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1));
}
