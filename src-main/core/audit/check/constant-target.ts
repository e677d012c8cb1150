import type { Mend } from '../../../contract/audit.ts';
import type { AuditCheck, Found } from '../check.ts';
import type { AuditTask } from '../frame.ts';
import { sayCount, sayNumber, sayShare } from '../say.ts';

/** A target that has one value, or nearly so. */
export const constantTarget: AuditCheck = {
  id: 'constant-target',
  name: 'Constant targets',
  computes:
    'The share of labelled rows that have the most frequent value of their task, over all rows; and whether the training or the test rows of a split have one value only.',
  cannotSee: 'Targets that vary only by noise: the noise check estimates that.',
  tolerance: {
    meaning: 'share of one value from which on a target counts as nearly constant',
    default: 0.99,
    minimum: 0.5,
    maximum: 1,
  },
  find(frame, tolerance) {
    const findings: Found[] = [];
    for (const task of frame.tasks) {
      if (task.rows.length === 0) continue;
      const counts = new Map<number, number>();
      for (const row of task.rows) counts.set(task.values[row] ?? 0, (counts.get(task.values[row] ?? 0) ?? 0) + 1);
      const [value, most] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
      const share = most / task.rows.length;
      const shared = { columns: [task.name], tasks: [task.name], value: share };
      // In a sample of a large table one value may hide another: the study check looks at all rows.
      const isWhole = frame.rowNumbers === null;
      if (counts.size === 1 && isWhole) {
        findings.push({
          ...shared,
          severity: 'red',
          message: `task '${task.name}' has the value ${sayValue(task, value)} in all of its ${sayCount(most, 'labelled row')}; there is nothing to learn; take it out of the tasks`,
          mend: dropTask(task),
        });
        continue;
      }
      if (share >= tolerance) {
        const others = task.rows.filter((row) => task.values[row] !== value);
        findings.push({
          ...shared,
          severity: 'amber',
          message: `task '${task.name}' has the value ${sayValue(task, value)} in ${sayShare(share)} of its labelled rows, another one in ${sayCount(others.length, 'row')} only; a model that never says another is nearly always right`,
          rows: frame.evidence(others),
          rowCount: others.length,
          mend: dropTask(task),
        });
        continue;
      }
      const part = isWhole ? constantPart(frame.splits, task) : null;
      if (part !== null) {
        findings.push({
          ...shared,
          severity: part.name === 'training' ? 'red' : 'amber',
          message: `task '${task.name}' has one value only in the ${part.name} rows of split ${part.split + 1}; ${part.name === 'training' ? 'there is nothing to learn there' : 'its metrics are undefined there'}; use another split, larger parts or more labels`,
        });
      }
    }
    return { findings, rows: Math.max(0, ...frame.tasks.map((task) => task.rows.length)) };
  },
};

function constantPart(
  splits: readonly { readonly train: Int32Array; readonly test: Int32Array }[],
  task: AuditTask,
): { readonly name: 'training' | 'test'; readonly split: number } | null {
  for (const [part, name] of [['train', 'training'] as const, ['test', 'test'] as const]) {
    const split = splits.findIndex((rows) => {
      const values = new Set<number>();
      for (const row of rows[part]) {
        const value = task.values[row] ?? Number.NaN;
        if (Number.isFinite(value)) values.add(value);
        if (values.size > 1) return false;
      }
      return values.size === 1;
    });
    if (split >= 0) return { name, split };
  }
  return null;
}

function sayValue(task: AuditTask, value: number): string {
  const label = task.classes[value];
  return label === undefined ? sayNumber(value) : `'${label}'`;
}

function dropTask(task: AuditTask): Mend {
  return { kind: 'drop-task', label: `Take '${task.name}' out of the tasks`, task: task.name };
}
