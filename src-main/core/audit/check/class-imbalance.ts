import type { Mend } from '../../../contract/audit.ts';
import type { AuditCheck, Found } from '../check.ts';
import type { AuditFrame, AuditTask } from '../frame.ts';
import { sayCount, sayNames, sayShare } from '../say.ts';
import { countClasses, type ClassCount } from './class-count.ts';

/** Classes with a small share of a task's rows. */
export const classImbalance: AuditCheck = {
  id: 'class-imbalance',
  name: 'Class imbalance',
  computes: 'The share of each class among the labelled rows of its task.',
  cannotSee: 'Whether the rare class is the one that matters, and whether its share will be the same in use.',
  tolerance: {
    meaning: 'share of a task\u2019s labelled rows below which a class counts as small',
    default: 0.05,
    minimum: 0,
    maximum: 0.5,
  },
  find(frame, tolerance) {
    const tasks = frame.tasks.filter((task) => task.classes.length > 0);
    const findings = tasks.flatMap((task): Found[] => {
      const counts = countClasses(frame, task);
      const total = counts.reduce((sum, { rows }) => sum + rows, 0);
      const small = counts.filter(({ rows }) => rows < tolerance * total).sort((a, b) => a.rows - b.rows);
      const [least] = small;
      if (least === undefined || counts.length < 2) return [];
      const share = least.rows / total;
      return [
        {
          severity: 'amber',
          message: `${sayClasses(task, small, least, total)}; judge it by AUROC or F1, not by accuracy${isStratifiedBy(frame, task) ? '' : ', and stratify the split by it'}`,
          columns: [task.name],
          tasks: [task.name],
          value: share,
          ...rowsOf(frame, task, least),
          mend: stratify(frame, task),
        },
      ];
    });
    return withRows(frame, findings, tasks);
  },
};

/** Classes with too few rows to learn or to test anything. */
export const rareClass: AuditCheck = {
  id: 'rare-class',
  name: 'Classes with few rows',
  computes: 'The labelled rows of each class, over all parts.',
  cannotSee: 'Whether the few rows are typical of their class.',
  tolerance: { meaning: 'rows that every class needs', default: 20, minimum: 0, maximum: 10_000 },
  find(frame, tolerance) {
    const tasks = frame.tasks.filter((task) => task.classes.length > 0);
    const findings = tasks.flatMap((task): Found[] => {
      const rare = countClasses(frame, task).filter(({ rows }) => rows < tolerance);
      const [least] = rare.sort((a, b) => a.rows - b.rows);
      if (least === undefined) return [];
      return [
        {
          severity: 'red',
          message: `task '${task.name}': ${sayNames(rare.map(({ label }) => label))} ${rare.length === 1 ? 'has' : 'have'} fewer than ${tolerance} rows (${least.label}: ${sayCount(least.rows, 'row')}); a test part then holds a handful of them; join classes, leave them out or add labels`,
          columns: [task.name],
          tasks: [task.name],
          value: least.rows,
          ...rowsOf(frame, task, least),
          mend: leaveOut(task, rare),
        },
      ];
    });
    return withRows(frame, findings, tasks);
  },
};

function withRows(
  { presence }: AuditFrame,
  findings: readonly Found[],
  tasks: readonly AuditTask[],
): ReturnType<AuditCheck['find']> {
  const rows = Math.max(0, ...tasks.map(({ index }) => presence.together[index]?.[index] ?? 0));
  return { findings, rows, ...(tasks.length === 0 ? { skipped: 'no task has classes' } : {}) };
}

function sayClasses(task: AuditTask, small: readonly ClassCount[], least: ClassCount, total: number): string {
  const share = least.rows / total;
  const rate = share < 0.002 ? `one row in ${Math.round(1 / share)}` : sayShare(share);
  const more = small.length === 1 ? '' : ` (${small.length} classes are small)`;
  return `task '${task.name}': class '${least.label}' has ${sayCount(least.rows, 'row')} of ${total}, ${rate}${more}`;
}

function rowsOf(frame: AuditFrame, task: AuditTask, { label, rows }: ClassCount): Pick<Found, 'rows' | 'rowCount'> {
  const index = task.classes.indexOf(label);
  return { rows: frame.evidence(task.rows.filter((row) => task.values[row] === index)), rowCount: rows };
}

function isStratifiedBy({ spec }: AuditFrame, task: AuditTask): boolean {
  return spec.split.kind === 'stratified' && spec.split.column === task.name;
}

/** The rare classes out where three stay, else the task out: with fewer it would be another task. */
function leaveOut(task: AuditTask, rare: readonly ClassCount[]): Mend {
  const labels = rare.map(({ label }) => label);
  if (task.classes.length - labels.length < 3) {
    return { kind: 'drop-task', label: `Take '${task.name}' out of the tasks`, task: task.name };
  }
  return { kind: 'drop-classes', label: `Leave out ${sayNames(labels)}`, task: task.name, classes: labels };
}

/** Only a random split is exchanged: groups and time have their own reasons. */
function stratify(frame: AuditFrame, task: AuditTask): Mend | null {
  if (frame.spec.split.kind !== 'random') return null;
  return { kind: 'split', label: `Stratify the split by '${task.name}'`, split: 'stratified', column: task.name };
}
