import type { AuditFrame, AuditTask } from '../frame.ts';

export interface ClassCount {
  readonly label: string;
  readonly rows: number;
}

/** Labelled rows of every class that has any, in the whole table. */
export function countClasses({ classRows }: AuditFrame, task: AuditTask): ClassCount[] {
  const counts = classRows?.[task.name] ?? countHere(task);
  return task.classes.map((label, index) => ({ label, rows: counts[index] ?? 0 })).filter(({ rows }) => rows > 0);
}

function countHere(task: AuditTask): number[] {
  const counts = new Array<number>(task.classes.length).fill(0);
  for (const row of task.rows) {
    const label = task.values[row] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
