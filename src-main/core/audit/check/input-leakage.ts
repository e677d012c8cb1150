import { deriveSeed } from '../../util/hash.ts';
import type { AuditCheck, Found } from '../check.ts';
import { createScorer, singleInput } from '../measure/single-predictor.ts';
import { sayCount, sayNumber } from '../say.ts';

const mostRows = 4000;

/**
 * One tolerance decides four: at 0.99, AUROC is red from 0.99 and amber from 0.95, R2 red from 0.98 and amber from 0.90.
 */
export function leakageLimits(tolerance: number): Record<'auroc' | 'r2', { red: number; amber: number }> {
  const gap = 1 - tolerance;
  return {
    auroc: { red: 1 - gap, amber: 1 - 5 * gap },
    r2: { red: 1 - 2 * gap, amber: 1 - 10 * gap },
  };
}

export const measureNames = { auroc: 'AUROC', r2: 'R2' } as const;

/** A single input that predicts a task nearly perfectly. */
export const inputLeakage: AuditCheck = {
  id: 'input-leakage',
  name: 'Leakage by a single input',
  computes:
    'How well each input alone predicts each task on the half of the rows that was not used to fit it (both ways, averaged): AUROC of classes, R2 of numbers; a line or means of 20 quantile bins of a number, means of labels.',
  cannotSee:
    'Whether the input is known when the model will be used: a strong honest input looks the same. Nor a leak that takes several inputs together.',
  tolerance: {
    meaning:
      'AUROC that is red (amber, and the limits of R2, follow from it: 0.99 gives AUROC 0.99 and 0.95, R2 0.98 and 0.90)',
    default: 0.99,
    minimum: 0.9,
    maximum: 1,
  },
  find(frame, tolerance) {
    const limits = leakageLimits(tolerance);
    const findings: Found[] = [];
    let rowsUsed = 0;
    for (const task of frame.tasks) {
      const rows = frame.sample(task.rows, mostRows, `input leakage ${task.name}`);
      rowsUsed = Math.max(rowsUsed, rows.length);
      const scoreSingle = createScorer(task, rows, deriveSeed(frame.spec.baseSeed, 'input leakage', task.name));
      for (const column of frame.inputs) {
        const input = singleInput(column, rows);
        const score = input === null ? null : scoreSingle(input);
        if (score === null || score.value < limits[score.kind].amber) continue;
        const isRed = score.value >= limits[score.kind].red;
        findings.push({
          severity: isRed ? 'red' : 'amber',
          message: `input '${column.name}' alone predicts task '${task.name}' with ${measureNames[score.kind]} ${sayNumber(score.value)} on rows it was not fitted to (${sayCount(rows.length, 'row')}); unless it is known before the task is, set its role to ignore`,
          columns: [column.name],
          tasks: [task.name],
          value: score.value,
          threshold: limits[score.kind][isRed ? 'red' : 'amber'],
          numbers: [
            { name: 'red from', value: limits[score.kind].red },
            { name: 'amber from', value: limits[score.kind].amber },
          ],
          mend: { kind: 'role', label: `Ignore '${column.name}'`, columns: [column.name], role: 'ignore' },
        });
      }
    }
    return { findings, rows: rowsUsed };
  },
};
