import type { AuditCheck, Found } from '../check.ts';
import type { AuditTask } from '../frame.ts';
import { valuesAt } from '../measure/values-at.ts';
import { sayShare } from '../say.ts';
import type { TableColumn } from '../../table/table.ts';

const leastRows = 30;
const leastDistinct = 2;
const mostRows = 4000;
const mostSlopes = 500;

/** An input that is a task under another name, other units or other labels. */
export const targetAmongInputs: AuditCheck = {
  id: 'target-among-inputs',
  name: 'Target among the inputs',
  computes:
    'For each input and task, the share of rows with both in which the input is the task again: the same number up to one shift and one scale (both fixed by the rows themselves, robustly), or labels that correspond one to one.',
  cannotSee:
    'A copy spread over several inputs, or one bent by a curve: input leakage looks for what predicts too well.',
  tolerance: {
    meaning: 'share of rows that agree from which on an input counts as a copy',
    default: 0.98,
    minimum: 0.5,
    maximum: 1,
  },
  find(frame, tolerance) {
    const findings: Found[] = [];
    let rowsUsed = 0;
    for (const task of frame.tasks) {
      const rows = frame.sample(task.rows, mostRows, `copies ${task.name}`);
      rowsUsed = Math.max(rowsUsed, rows.length);
      const matchNumbers = createNumberMatcher(task, rows, tolerance);
      for (const input of frame.inputs) {
        const copy = task.classes.length > 0 ? matchLabels(input, task, rows) : matchNumbers(input);
        if (copy === null || copy.share < tolerance) continue;
        findings.push({
          severity: 'red',
          message: `input '${input.name}' is task '${task.name}' again in ${sayShare(copy.share)} of the ${copy.rows} rows that have both; a model that sees it learns nothing else; set its role to ignore`,
          columns: [input.name],
          tasks: [task.name],
          value: copy.share,
          rows: frame.evidence(copy.agreeing.slice(0, 5)),
          rowCount: copy.agreeing.length,
          mend: { kind: 'role', label: `Ignore '${input.name}'`, columns: [input.name], role: 'ignore' },
        });
      }
    }
    return { findings, rows: rowsUsed };
  },
};

interface Copy {
  readonly share: number;
  readonly rows: number;
  readonly agreeing: readonly number[];
}

/** Classes against an input's labels or few numbers: each class has its own label and each label its own class. */
function matchLabels(input: TableColumn, task: AuditTask, labelled: Int32Array): Copy | null {
  const rows: number[] = [];
  const labels = new Map<number, number>();
  const pairs = new Map<number, Map<number, number>>();
  for (const row of labelled) {
    const cell = 'codes' in input ? (input.codes[row] ?? -1) : (input.values[row] ?? Number.NaN);
    if (Number.isNaN(cell) || ('codes' in input && cell < 0)) continue;
    rows.push(row);
    if (!labels.has(cell)) labels.set(cell, labels.size);
    // A copy of classes has about as many labels as there are classes.
    if (labels.size > 2 * task.classes.length + 2) return null;
    const label = task.values[row] ?? 0;
    const byCell = pairs.get(label) ?? new Map<number, number>();
    byCell.set(cell, (byCell.get(cell) ?? 0) + 1);
    pairs.set(label, byCell);
  }
  if (rows.length < leastRows || pairs.size < leastDistinct) return null;
  const own = new Map<number, number>();
  for (const [label, byCell] of pairs) {
    const [cell] = [...byCell].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
    own.set(label, cell);
  }
  if (new Set(own.values()).size < own.size) return null;
  const agreeing = rows.filter((row) => {
    const cell = 'codes' in input ? input.codes[row] : input.values[row];
    return own.get(task.values[row] ?? 0) === cell;
  });
  // With one class in nearly every row, agreement says nothing.
  const most = Math.max(
    ...[...pairs.values()].map((byCell) => [...byCell.values()].reduce((sum, count) => sum + count, 0)),
  );
  const share = agreeing.length / rows.length;
  if (1 - share > (rows.length - most) / rows.length / 2) return null;
  return { share, rows: rows.length, agreeing };
}

/**
 * Numbers against numbers: y = a x + b in nearly every row, with a and b from the medians of the row-to-row ratios. Null
 * where the share of such rows is below the tolerance.
 */
function createNumberMatcher(
  task: AuditTask,
  labelled: Int32Array,
  tolerance: number,
): (input: TableColumn) => Copy | null {
  const all = readTarget(task, labelled);
  return (input) => {
    if ('codes' in input) return null;
    const present = labelled.filter((row) => Number.isFinite(input.values[row] ?? Number.NaN));
    if (present.length < leastRows) return null;
    const { rows, y, spread } = present.length === labelled.length ? all : readTarget(task, present);
    const x = valuesAt(input.values, rows);
    const slope = slopeOf(x, y);
    if (slope === null || slope === 0 || !Number.isFinite(slope) || !(spread > 0)) return null;
    // Room for digits that were rounded off on the way.
    const room = 1e-3 * spread;
    const shifts = y.map((value, index) => value - slope * (x[index] ?? 0));
    if (isScattered(shifts, room, tolerance)) return null;
    const shift = medianOf(shifts.slice()) ?? 0;
    const agreeing = Array.from(rows).filter((_, index) => Math.abs((shifts[index] ?? 0) - shift) <= room);
    const share = agreeing.length / rows.length;
    return share < tolerance ? null : { share, rows: rows.length, agreeing };
  };
}

interface Target {
  readonly rows: Int32Array;
  readonly y: Float64Array;
  readonly spread: number;
}

function readTarget(task: AuditTask, rows: Int32Array): Target {
  const y = valuesAt(task.values, rows);
  return { rows, y, spread: spreadOf(y) };
}

/** Whether fewer than the share can lie within `room` of any one number: of two that are further apart one does not. */
function isScattered(values: Float64Array, room: number, share: number): boolean {
  const most = 2.001 * room;
  const mostOutside = (1 - share) * values.length + 1;
  const half = values.length >> 1;
  let outside = 0;
  for (let index = 0; index < half; index += 1) {
    if (Math.abs((values[index] ?? 0) - (values[index + half] ?? 0)) > most) outside += 1;
    if (outside > mostOutside) return true;
  }
  return false;
}

/** The median ratio of differences between rows that are half the table apart; null with too few. */
function slopeOf(x: Float64Array, y: Float64Array): number | null {
  const stride = Math.max(1, Math.floor(x.length / 2));
  const slopes = new Float64Array(mostSlopes);
  let count = 0;
  for (let index = 0; index + stride < x.length && count < mostSlopes; index += 1) {
    const dx = (x[index + stride] ?? 0) - (x[index] ?? 0);
    if (dx === 0) continue;
    slopes[count] = ((y[index + stride] ?? 0) - (y[index] ?? 0)) / dx;
    count += 1;
  }
  return medianOf(slopes.subarray(0, count));
}

/** From the fifth to the ninety-fifth of a hundred. */
function spreadOf(values: Float64Array): number {
  const ordered = values.toSorted();
  const last = ordered.length - 1;
  return (ordered[Math.floor(0.95 * last)] ?? 0) - (ordered[Math.floor(0.05 * last)] ?? 0);
}

/** Sorts its argument; null with fewer than ten. */
function medianOf(values: Float64Array): number | null {
  if (values.length < 10) return null;
  return values.sort()[values.length >> 1] ?? null;
}
